//! What the catalogue says about posting: the states a product is sold in, the span of believable prices.

use std::collections::BTreeSet;

use chonoi_domain::catalogue::{Catalogue, Product, TradeUnit};
use chonoi_domain::id::{CategoryId, ProductId, UnitCode};
use chonoi_domain::post::ProductState;
use chonoi_domain::quantity::{BaseUnit, UnitPrice};

/// The states in which `product` may be posted, its usual one among them.
pub(crate) fn states_of(product: &Product) -> Vec<ProductState> {
    use ProductState as S;
    let life = product.shelf_life;
    let usual = product.usual_state;
    let raw = matches!(usual, S::Live | S::Fresh | S::Iced | S::Frozen);
    let mut states = BTreeSet::from([usual]);
    let mut also = |state, possible| {
        if possible {
            states.insert(state);
        }
    };
    also(S::Live, raw && life.live.is_some());
    also(S::Fresh, raw && usual != S::Frozen);
    also(S::Iced, raw && life.iced.is_some());
    also(S::Frozen, life.frozen.is_some());
    also(S::Processed, usual == S::Dried);
    also(S::Dried, usual == S::Processed);
    states.into_iter().collect()
}

/// The trade unit `code` of `product`.
pub(crate) fn unit_of<'c>(
    catalogue: &'c Catalogue,
    product: &Product,
    code: &UnitCode,
) -> Option<&'c TradeUnit> {
    catalogue
        .units_of(product)
        .into_iter()
        .find(|unit| unit.code == *code)
}

/// Above this nobody means the price: a hundred times the dearest usual one.
const TIMES_THE_BAND: i64 = 100;
/// The bound for products without a band, đồng per 1,000 base units.
const DEAREST: i64 = 1_000_000_000;

/// The highest price that is believed of `product`.
pub(crate) fn highest_price(product: &Product) -> UnitPrice {
    UnitPrice(
        product
            .band
            .map_or(DEAREST, |band| band.max.0.saturating_mul(TIMES_THE_BAND)),
    )
}

/// What prices of `product` are per, in words.
pub(crate) const fn per_thousand(product: &Product) -> &'static str {
    match product.base_unit {
        BaseUnit::Gram => "kg",
        BaseUnit::Millilitre => "lít",
        BaseUnit::Piece => "1.000 quả",
    }
}

/// The products that `product` (or, without one, all) and `category` leave; `None` where neither is asked for.
pub(crate) fn products_in(
    catalogue: &Catalogue,
    product: Option<&str>,
    category: Option<&str>,
) -> Option<Vec<ProductId>> {
    let within = |id: &ProductId, category: &CategoryId| {
        catalogue
            .product(id)
            .is_some_and(|p| catalogue.is_within(&p.category, category))
    };
    match (product.map(ProductId::from), category.map(CategoryId::from)) {
        (None, None) => None,
        (Some(product), None) => Some(vec![product]),
        (Some(product), Some(category)) => Some(
            Some(product)
                .filter(|p| within(p, &category))
                .into_iter()
                .collect(),
        ),
        (None, Some(category)) => Some(
            catalogue
                .products()
                .filter(|p| catalogue.is_within(&p.category, &category))
                .map(|p| p.id.clone())
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goods_are_sold_in_states_that_make_sense() {
        let catalogue = Catalogue::embedded().unwrap();
        let states = |id: &str| {
            let product = catalogue.product(&id.into()).unwrap();
            let states = states_of(product);
            states.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(" ")
        };
        expect_test::expect![[r#"
            tom-su: live fresh iced frozen
            gao-st25: grain
            tom-kho: frozen dried processed
            trung-ga: fresh iced
        "#]]
        .assert_eq(
            &["tom-su", "gao-st25", "tom-kho", "trung-ga"]
                .map(|id| format!("{id}: {}\n", states(id)))
                .concat(),
        );
    }
}
