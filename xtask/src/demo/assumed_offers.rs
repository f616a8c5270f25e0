//! Offers by assumption: what named organisations carry, what communes harvest, what other provinces send.

use std::collections::{BTreeMap, BTreeSet};

use chonoi_domain::catalogue::Product;

use super::amounts::{PUBLISHED_SIZE, RARE_AMOUNT, SIZES, USUAL_AMOUNT};
use super::calendar;
use super::directory::Directory;
use super::elsewhere::ELSEWHERE;
use super::inputs::Inputs;
use super::offers::{Draft, tidy};
use super::post::{Basis, Offer, Why};
use super::prices::Prices;
use super::rows::Supply;
use super::supply;
use super::supply_figures::{Treatment, treatment};
use super::units;
use super::words::turn;

/// Every product that is in season is offered at least so often.
const LEAST_OFFERS: usize = 3;
/// Days on which successive posts begin.
const BEGINS: [i64; 8] = [0, 4, -3, 9, 2, 14, -6, 21];

/// The offers by assumption that follow the published ones.
pub(super) fn offers(
    inputs: &Inputs,
    prices: &Prices,
    directory: &mut Directory,
    published: &[Offer],
) -> anyhow::Result<Vec<Offer>> {
    let mut book = Book {
        inputs,
        prices,
        directory,
        first: published.len(),
        out: Vec::new(),
        counts: BTreeMap::new(),
        taken: published
            .iter()
            .map(|o| (o.supplier.clone(), o.product.clone()))
            .collect(),
    };
    for offer in published {
        *book.counts.entry(offer.product.clone()).or_default() += 1;
    }
    book.named()?;
    book.elsewhere()?;
    book.communes()?;
    Ok(book.out)
}

struct Book<'a> {
    inputs: &'a Inputs,
    prices: &'a Prices,
    directory: &'a mut Directory,
    first: usize,
    out: Vec<Offer>,
    /// Offers by product.
    counts: BTreeMap<String, usize>,
    /// Who offers what already.
    taken: BTreeSet<(String, String)>,
}

impl Book<'_> {
    /// One offer for each product a named organisation carries and has not offered.
    fn named(&mut self) -> anyhow::Result<()> {
        for (supplier, products) in self.directory.suppliers() {
            let plant = products.iter().any(|p| p == "tom-dong-lanh");
            for id in products {
                for product in self.on_sale(&id)? {
                    // A plant buys the raw shrimp that it freezes.
                    let raw = plant && ["tom-su", "tom-the"].contains(&product.id.as_str());
                    let place = self.directory.place(&supplier).unwrap_or("96").to_owned();
                    if raw || !self.taken.insert((supplier.clone(), product.id.0.clone())) {
                        continue;
                    }
                    let printed = PUBLISHED_SIZE
                        .iter()
                        .find(|(e, p, ..)| *e == supplier && *p == product.id.as_str());
                    let how = printed.map_or_else(
                        || "giả định: lượng thường gặp của nhóm hàng".to_owned(),
                        |(.., words)| format!("giả định theo quy mô đã công bố: {words}"),
                    );
                    let amount = printed.map(|(_, _, amount, _)| *amount);
                    self.push(product, supplier.clone(), place, amount, how)?;
                }
            }
        }
        Ok(())
    }

    /// What other provinces are known for.
    fn elsewhere(&mut self) -> anyhow::Result<()> {
        for (province, goods) in ELSEWHERE {
            for (id, amount) in goods {
                let product = self.inputs.product(id)?;
                let supplier = self.directory.source_hub(self.inputs, province)?;
                let how = "giả định: mặt hàng quen thuộc của tỉnh".to_owned();
                self.push(product, supplier, province.to_owned(), Some(*amount), how)?;
            }
        }
        Ok(())
    }

    /// Communes of the known districts for every product in season that has too few offers.
    fn communes(&mut self) -> anyhow::Result<()> {
        let inputs = self.inputs;
        for product in inputs.catalogue.products() {
            let id = product.id.as_str();
            if inputs.is_mixed(product)
                || !inputs.grades_of(id).is_empty()
                || calendar::season_opens(product).is_none()
            {
                continue;
            }
            let mut communes: Vec<String> = inputs
                .districts_of(id)
                .iter()
                .flat_map(|d| inputs.communes_of(d))
                .collect();
            communes.sort();
            communes.dedup();
            communes.sort_by_key(|c| (-inputs.area(c), c.clone()));
            for commune in communes {
                if self.counts.get(id).copied().unwrap_or(0) >= LEAST_OFFERS {
                    break;
                }
                let supplier = self.directory.producers(inputs, &commune)?;
                if self.taken.insert((supplier.clone(), id.to_owned())) {
                    let how = "giả định theo danh mục, vùng và mùa vụ".to_owned();
                    self.push(product, supplier, commune, None, how)?;
                }
            }
        }
        Ok(())
    }

    fn push(
        &mut self,
        product: &Product,
        supplier: String,
        place: String,
        amount: Option<i64>,
        how: String,
    ) -> anyhow::Result<()> {
        let turns = self.first + self.out.len();
        let (unit, base) = units::usual(self.inputs, product)?;
        let usual = usual_amount(self.inputs, product) * turn(SIZES, turns) / 100;
        let draft = Draft {
            product,
            supplier,
            place,
            quantity: tidy(amount.unwrap_or(usual)).max(1),
            unit,
            base,
            from: match calendar::season_opens(product) {
                Some(opens) if opens > 0 => opens + turn(BEGINS, turns).max(0),
                _ => turn(BEGINS, turns),
            },
            turn: turns,
            why: self.why(product, how),
        };
        self.out.push(draft.offer(self.inputs, self.prices));
        *self.counts.entry(product.id.0.clone()).or_default() += 1;
        Ok(())
    }

    /// The row behind the good, where one names it or its price without a quantity.
    fn why(&self, product: &Product, how: String) -> Why {
        let id = product.id.as_str();
        let (of, at) = (self.inputs.grade_of(id), self.inputs);
        let row = at.supply.iter().find(|row| is_named(row, id, of));
        Why {
            basis: Basis::Assumption,
            source: row.map_or_else(|| "OWN".to_owned(), |r| r.source_id.clone()),
            figure_id: row.map_or_else(String::new, |r| r.id.clone()),
            figure: row.map_or_else(String::new, supply::figure),
            share: how,
        }
    }
}

impl<'a> Book<'a> {
    /// The concrete products on sale under an id: itself, or its grades, where they come into season soon.
    fn on_sale(&self, id: &str) -> anyhow::Result<Vec<&'a Product>> {
        let inputs: &'a Inputs = self.inputs;
        let product = inputs.product(id)?;
        let mut found = inputs.grades_of(id);
        if found.is_empty() {
            found.push(product);
        }
        found.retain(|p| !inputs.is_mixed(p) && calendar::season_opens(p).is_some());
        Ok(found)
    }
}

fn is_named(row: &Supply, product: &str, grade_of: &str) -> bool {
    let same = row.product_id == product || (!grade_of.is_empty() && row.product_id == grade_of);
    same && matches!(treatment(&row.id), Some(Treatment::Named | Treatment::Price))
}

/// What one post of the product usually offers, in the unit of its trade.
pub(super) fn usual_amount(inputs: &Inputs, product: &Product) -> i64 {
    let rare = RARE_AMOUNT.iter().find(|(id, _)| *id == product.id.as_str());
    let usual = USUAL_AMOUNT
        .iter()
        .find(|(category, _)| inputs.catalogue.is_within(&product.category, &(*category).into()));
    rare.or(usual).map_or(300, |(_, amount)| *amount)
}
