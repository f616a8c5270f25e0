//! Products by id, name or synonym, with a state in the name where there is one.

use super::Context;
use super::error::choices;
use super::list::state_word;
use super::row::{Read, fault};
use crate::catalogue::Product;
use crate::field::FieldError;
use crate::fold::fold;
use crate::id::ProductId;
use crate::post::ProductState;

/// A product and the state its name told, as in `tôm sú đông lạnh`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'a> {
    pub(super) product: &'a Product,
    pub(super) state: Option<ProductState>,
}

impl<'a> Context<'a> {
    /// The product of that name.
    ///
    /// # Errors
    /// `unknown` or `ambiguous`, with the products it may be; `generic` for an entry that stands for a whole group.
    pub(super) fn product(&self, text: &str) -> Read<Named<'a>> {
        let folded = fold(text);
        let (ids, state) = match self.by_name(&folded) {
            Some(ids) => (ids, None),
            None => self.by_name_and_state(&folded).unwrap_or((&[], None)),
        };
        match ids {
            [id] => {
                let product = self.catalogue.product(id).ok_or_else(|| fault("not_found"))?;
                if product.is_generic {
                    return Err(self.generic(product).with("value", text.trim()));
                }
                Ok(Named { product, state })
            }
            [] => Err(self.unknown(&folded).with("value", text.trim())),
            several => {
                let names = several
                    .iter()
                    .filter_map(|id| self.catalogue.product(id))
                    .map(shown);
                Err(fault("ambiguous")
                    .with("choices", choices(names))
                    .with("value", text.trim()))
            }
        }
    }

    fn by_name(&self, folded: &str) -> Option<&'a [ProductId]> {
        let names = self.names;
        let found = names.products.get(folded).or_else(|| names.synonyms.get(folded));
        found.map(Vec::as_slice)
    }

    /// `tom su (song)`, `tom su dong lanh`: the longest state word at the end.
    fn by_name_and_state(&self, folded: &str) -> Option<(&'a [ProductId], Option<ProductState>)> {
        let words: String = folded.replace(['(', ')', ','], " ");
        let words: Vec<&str> = words.split_whitespace().collect();
        (1..words.len()).find_map(|at| {
            let (name, state) = words.split_at_checked(at)?;
            let state = state_word(&state.join(" "))?;
            Some((self.by_name(&name.join(" "))?, Some(state)))
        })
    }

    /// Nothing has that name: `unknown` with the products whose names contain all its words, if any.
    fn unknown(&self, folded: &str) -> FieldError {
        let words: Vec<&str> = folded.split_whitespace().collect();
        let near = |product: &&Product| {
            let names = [&product.name_vi].into_iter().chain(&product.synonyms);
            names.into_iter().any(|name| {
                let name = fold(name);
                !words.is_empty() && words.iter().all(|w| name.split_whitespace().any(|n| n == *w))
            })
        };
        let found = self.catalogue.products().filter(|p| !p.is_generic).filter(near);
        let found = choices(found.map(shown));
        if found.is_empty() {
            fault("not_found")
        } else {
            fault("unknown_like").with("choices", found)
        }
    }

    fn generic(&self, generic: &Product) -> FieldError {
        let group = self
            .catalogue
            .products()
            .filter(|p| !p.is_generic && self.catalogue.is_within(&p.category, &generic.category));
        fault("generic").with("choices", choices(group.map(shown)))
    }
}

fn shown(product: &Product) -> String {
    format!("{} ({})", product.name_vi, product.id)
}
