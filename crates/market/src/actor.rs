//! Who asks. Values of these types are proof: only a checked login makes an [`Actor`], and only an actor with the
//! right membership gives a [`Member`] or a [`Broker`].

use chonoi_domain::actor::{Role, Verification};
use chonoi_domain::id::{OrganisationId, SessionId, UserId};

use crate::error::Error;

/// A role in an organisation, as the login carried it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The role in it.
    pub role: Role,
    /// Whether the organisation is verified, at the time of asking.
    pub verification: Verification,
}

/// A person with a live session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    user: UserId,
    session: SessionId,
    memberships: Vec<Membership>,
}

/// Proof that the actor may act for `organisation` in `role`, and that the organisation is not suspended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    user: UserId,
    membership: Membership,
}

/// Proof that the actor is of the trade department.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broker {
    user: UserId,
    organisation: OrganisationId,
}

impl Actor {
    pub(crate) const fn new(user: UserId, session: SessionId, memberships: Vec<Membership>) -> Self {
        Self {
            user,
            session,
            memberships,
        }
    }

    /// Whose login it is.
    #[must_use]
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// Which session.
    #[must_use]
    pub const fn session(&self) -> SessionId {
        self.session
    }

    /// All roles in all organisations.
    #[must_use]
    pub fn memberships(&self) -> &[Membership] {
        &self.memberships
    }

    /// Whether any membership has `role`.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.memberships.iter().any(|m| m.role == role)
    }

    /// Whether it may read what is not its own: broker, authority, reporter, auditor, admin.
    #[must_use]
    pub fn reads_all(&self) -> bool {
        [
            Role::Broker,
            Role::Authority,
            Role::Reporter,
            Role::Auditor,
            Role::Admin,
        ]
        .iter()
        .any(|r| self.has(*r))
    }

    /// Whether it may read what two organisations settle between them: proposals and deals that are not its own. The
    /// broker brokers them and the auditor checks them; nobody else's duty needs them.
    #[must_use]
    pub fn reads_trades(&self) -> bool {
        self.has(Role::Broker) || self.has(Role::Auditor)
    }

    /// The organisations for which it has `role`.
    #[must_use]
    pub fn organisations_as(&self, role: Role) -> Vec<OrganisationId> {
        let held = self.memberships.iter().filter(|m| m.role == role);
        held.map(|m| m.organisation).collect()
    }

    /// Whether it belongs to `organisation`.
    #[must_use]
    pub fn is_of(&self, organisation: OrganisationId) -> bool {
        self.memberships.iter().any(|m| m.organisation == organisation)
    }

    /// Proof of `role` in the first organisation that has it.
    ///
    /// # Errors
    /// [`Error::Forbidden`] `<role>_only` without such a membership, `suspended` when its organisation is barred.
    pub fn member(&self, role: Role) -> Result<Member, Error> {
        let found = self.memberships.iter().find(|m| m.role == role);
        self.prove(found, role)
    }

    /// Proof of `role` in `organisation`.
    ///
    /// # Errors
    /// [`Error::Forbidden`] `<role>_only` without such a membership, `suspended` when the organisation is barred.
    pub fn member_of(&self, organisation: OrganisationId, role: Role) -> Result<Member, Error> {
        let found = self
            .memberships
            .iter()
            .find(|m| m.organisation == organisation && m.role == role);
        self.prove(found, role)
    }

    /// Proof of the trade department's authority.
    ///
    /// # Errors
    /// [`Error::Forbidden`] `broker_only`.
    pub fn broker(&self) -> Result<Broker, Error> {
        let member = self.member(Role::Broker)?;
        Ok(Broker {
            user: self.user,
            organisation: member.organisation(),
        })
    }

    fn prove(&self, found: Option<&Membership>, role: Role) -> Result<Member, Error> {
        let membership = *found.ok_or(Error::Forbidden(only(role)))?;
        if membership.verification == Verification::Suspended {
            return Err(Error::Forbidden("suspended"));
        }
        Ok(Member {
            user: self.user,
            membership,
        })
    }
}

impl Member {
    /// Who acts.
    #[must_use]
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// For which organisation.
    #[must_use]
    pub const fn organisation(&self) -> OrganisationId {
        self.membership.organisation
    }

    /// In which role.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.membership.role
    }

    /// Publishing needs a verified organisation; drafts do not.
    ///
    /// # Errors
    /// [`Error::Forbidden`] `not_verified`.
    pub fn verified(&self) -> Result<(), Error> {
        match self.membership.verification {
            Verification::Verified => Ok(()),
            Verification::Pending | Verification::Suspended => Err(Error::Forbidden("not_verified")),
        }
    }
}

impl Broker {
    /// Who acts.
    #[must_use]
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// Of which department.
    #[must_use]
    pub const fn organisation(&self) -> OrganisationId {
        self.organisation
    }
}

/// The rule that an actor without `role` breaks.
pub(crate) const fn only(role: Role) -> &'static str {
    match role {
        Role::Supplier => "supplier_only",
        Role::Buyer => "buyer_only",
        Role::Broker => "broker_only",
        Role::Authority => "authority_only",
        Role::Organiser => "organiser_only",
        Role::Reporter => "reporter_only",
        Role::Auditor => "auditor_only",
        Role::Admin => "admin_only",
    }
}
