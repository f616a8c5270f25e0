//! Whose trades are read: those of some organisations on either side.

use chonoi_domain::id::OrganisationId;
use sea_orm::Condition;
use sea_orm::entity::prelude::*;

/// Organisations, each on the side on which it counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parties {
    /// Where they sell.
    pub suppliers: Vec<OrganisationId>,
    /// Where they buy.
    pub buyers: Vec<OrganisationId>,
}

impl Parties {
    /// Rows whose `supplier` or `buyer` is among them.
    pub(crate) fn among<C: ColumnTrait>(&self, supplier: C, buyer: C) -> Condition {
        let ids = |all: &[OrganisationId]| all.iter().map(|id| id.0).collect::<Vec<_>>();
        Condition::any()
            .add(supplier.is_in(ids(&self.suppliers)))
            .add(buyer.is_in(ids(&self.buyers)))
    }
}
