//! Whose eyes look at a post.

use chonoi_domain::actor::Role;
use chonoi_domain::id::OrganisationId;

use crate::actor::Actor;

/// What the reader may see: the public's part, one's own, everything but drafts, or everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Reads what is not its own: withdrawn posts, suspended organisations.
    pub(crate) all: bool,
    /// Reads other organisations' drafts too.
    pub(crate) drafts: bool,
    /// Organisations whose posts are its own.
    pub(crate) own: Vec<OrganisationId>,
}

impl Sight {
    /// The sight of `reader`; nobody's is the public's.
    pub(crate) fn of(reader: Option<&Actor>) -> Self {
        let mut own: Vec<_> = reader
            .into_iter()
            .flat_map(Actor::memberships)
            .map(|m| m.organisation)
            .collect();
        own.sort_unstable();
        own.dedup();
        Self {
            all: reader.is_some_and(Actor::reads_all),
            drafts: reader.is_some_and(|actor| actor.has(Role::Broker)),
            own,
        }
    }

    /// Whether the posts of `organisation` are the reader's own.
    pub(crate) fn is_own(&self, organisation: OrganisationId) -> bool {
        self.own.contains(&organisation)
    }
}
