//! The posts of one side of a warm market in their slots.

use std::collections::{BTreeMap, BTreeSet};

use chonoi_domain::id::ProductId;

use crate::error::MatchError;
use crate::kernel::index;

/// The posts of one side in their slots.
#[derive(Clone, Debug)]
pub(super) struct Side<T> {
    slots: Vec<Option<T>>,
    free: Vec<u32>,
    by_id: BTreeMap<String, Vec<u32>>,
    by_product: BTreeMap<ProductId, BTreeSet<u32>>,
}

impl<T> Side<T> {
    pub(super) fn vacant(slots: usize) -> Self {
        Self {
            slots: std::iter::repeat_with(|| None).take(slots).collect(),
            free: (0..).take(slots).collect::<Vec<_>>().into_iter().rev().collect(),
            by_id: BTreeMap::new(),
            by_product: BTreeMap::new(),
        }
    }

    pub(super) fn at(&self, slot: u32) -> Option<&T> {
        self.slots.get(index(slot))?.as_ref()
    }

    /// Slots that a post of that id may take.
    pub(super) fn room(&self, id: &str) -> usize {
        self.free.len() + self.by_id.get(id).map_or(0, Vec::len)
    }

    /// The slots of all that name one of the products, ascending.
    pub(super) fn naming<'p>(&self, products: impl IntoIterator<Item = &'p ProductId>) -> BTreeSet<u32> {
        let slots = products
            .into_iter()
            .filter_map(|product| self.by_product.get(product));
        slots.flatten().copied().collect()
    }

    pub(super) fn put(
        &mut self,
        id: &str,
        products: impl IntoIterator<Item = ProductId>,
        post: T,
    ) -> Result<u32, MatchError> {
        let slot = self.free.pop().ok_or(MatchError::SumTooLarge)?;
        if let Some(place) = self.slots.get_mut(index(slot)) {
            *place = Some(post);
        }
        self.by_id.entry(id.to_owned()).or_default().push(slot);
        for product in products {
            self.by_product.entry(product).or_default().insert(slot);
        }
        Ok(slot)
    }

    /// Takes out all that stand for a post.
    pub(super) fn take(&mut self, id: &str) -> Vec<(u32, T)> {
        let slots = self.by_id.remove(id).unwrap_or_default();
        let taken = slots.into_iter().filter_map(|slot| {
            let post = self.slots.get_mut(index(slot))?.take()?;
            Some((slot, post))
        });
        taken.collect()
    }

    pub(super) fn forget<'p>(&mut self, slot: u32, products: impl IntoIterator<Item = &'p ProductId>) {
        for product in products {
            if let Some(slots) = self.by_product.get_mut(product) {
                slots.remove(&slot);
            }
        }
        self.free.push(slot);
    }

    /// The products that have been named.
    pub(super) fn products(&self) -> impl Iterator<Item = &ProductId> {
        self.by_product.keys()
    }
}
