//! Changes made to posts as they are read, where no market is kept solved.

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::field::FieldError;

use crate::check;
use crate::market::Market;
use crate::warm::Edit;

impl Market {
    /// Makes one change, as [`crate::warm::Warm::edit`] does; the post is checked when the market is solved.
    pub fn apply(&mut self, edit: &Edit) {
        match edit {
            Edit::Offer(post) => put(&mut self.offers, post, |post| &post.id),
            Edit::Request(post) => put(&mut self.requests, post, |post| &post.id),
            Edit::WithdrawOffer(id) => self.offers.retain(|post| post.id != *id),
            Edit::WithdrawRequest(id) => self.requests.retain(|post| post.id != *id),
        }
    }
}

impl Edit {
    /// The rules that its post breaks, with which a market would refuse it or leave it out; none where a post goes.
    #[must_use]
    pub fn faults(&self, catalogue: &Catalogue) -> Vec<FieldError> {
        let mut alone = Market::default();
        alone.apply(self);
        let faults = check::faults(catalogue, &alone).into_iter();
        faults.map(|fault| fault.error).collect()
    }
}

/// In the place of the one of that id, or behind all others.
fn put<T: Clone>(all: &mut Vec<T>, one: &T, id: impl Fn(&T) -> &String) {
    match all.iter_mut().find(|other| id(other) == id(one)) {
        Some(other) => other.clone_from(one),
        None => all.push(one.clone()),
    }
}
