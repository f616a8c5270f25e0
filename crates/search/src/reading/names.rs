//! Names of the catalogue, each by itself: `cá bổi (cá sặc rằn)` are two.

use chonoi_domain::catalogue::{Catalogue, Category, Product};
use chonoi_domain::id::CategoryId;

use crate::words::{Word, plain, words};

/// How deep the product tree may be.
const DEPTH: usize = 16;

/// The names of a product.
#[must_use]
pub fn of_product(product: &Product) -> Vec<String> {
    split(&product.name_vi)
}

/// The other names of a product, without those that are one of its names typed without marks.
#[must_use]
pub fn others_of(product: &Product) -> Vec<String> {
    let names = of_product(product);
    let all = || names.iter().chain(&product.synonyms);
    let only_unmarked = |name: &String| {
        let plain = plain(name);
        all().any(|other| {
            other != name && self::plain(other) == plain && !words(other).iter().all(Word::is_bare)
        }) && words(name).iter().all(Word::is_bare)
    };
    product
        .synonyms
        .iter()
        .filter(|name| !only_unmarked(name))
        .cloned()
        .collect()
}

/// The names of a category, without the examples in brackets.
#[must_use]
pub fn of_category(category: &Category) -> Vec<String> {
    let name = category.name_vi.split('(').next().unwrap_or_default();
    split(name)
}

/// A category and all that lie above it, the nearest first.
pub fn line<'c>(catalogue: &'c Catalogue, category: &CategoryId) -> Vec<&'c Category> {
    let find = |id: &CategoryId| catalogue.categories().find(|category| category.id == *id);
    let above = |category: &&'c Category| category.parent.as_ref().and_then(find);
    std::iter::successors(find(category), above).take(DEPTH).collect()
}

fn split(text: &str) -> Vec<String> {
    text.split(['(', ')', ','])
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}
