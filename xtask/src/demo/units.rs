//! The unit each kind of goods is traded in.

use anyhow::Context as _;
use chonoi_domain::catalogue::Product;
use chonoi_domain::post::ProductState;
use chonoi_domain::quantity::BaseUnit;

use super::inputs::Inputs;

/// The code of the unit, and base units in one of it.
pub(super) type Trade = (String, i64);

/// Grain and salt go by the tonne, vegetables and fresh fruit by the tạ (100 kg), eggs by ten, the rest by kg or litre.
pub(super) fn usual(inputs: &Inputs, product: &Product) -> anyhow::Result<Trade> {
    let within = |category: &str| inputs.catalogue.is_within(&product.category, &category.into());
    let code = match product.base_unit {
        BaseUnit::Millilitre => "lit",
        BaseUnit::Piece => "chuc",
        BaseUnit::Gram if within("lua-gao") || within("muoi") => "tan",
        BaseUnit::Gram if product.usual_state == ProductState::Fresh && within("rau-cu") => "ta",
        BaseUnit::Gram if within("trai-tuoi") => "ta",
        BaseUnit::Gram => "kg",
    };
    named(inputs, product, code)
}

/// The unit of that code for the product.
pub(super) fn named(inputs: &Inputs, product: &Product, code: &str) -> anyhow::Result<Trade> {
    inputs
        .catalogue
        .units_of(product)
        .into_iter()
        .find(|u| u.code.as_str() == code)
        .map(|u| (code.to_owned(), u.base))
        .with_context(|| format!("{} is not traded by {code}", product.id))
}

/// A price per 1,000 base units as a price per unit.
pub(super) fn price(per_thousand: i64, base: i64) -> i64 {
    (per_thousand * base + 500) / 1_000
}
