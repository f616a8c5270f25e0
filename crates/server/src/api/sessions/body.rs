//! Logins as they are sent and sessions as they are shown.

use chonoi_market::demo_accounts::DemoAccount;
use chonoi_market::sessions::{self, LoggedIn};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::briefs::{OrganisationBrief, rfc3339};

/// A login as it is typed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Login)]
pub(super) struct LoginBody {
    /// Phone number in any spelling, or e-mail address.
    #[schema(example = "0912 345 678")]
    pub(super) login: String,
    #[schema(format = Password)]
    pub(super) password: String,
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PasswordChange)]
pub(super) struct PasswordBody {
    /// The one until now.
    #[schema(format = Password)]
    pub(super) current: String,
    /// At least 10 characters, not one that everybody tries first.
    #[schema(format = Password, min_length = 10, max_length = 128)]
    pub(super) new: String,
}

/// A person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub(super) struct UserView {
    id: Uuid,
    name: String,
    /// What they log in with.
    login: String,
}

/// A role in an organisation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Membership)]
pub(super) struct MembershipView {
    organisation: OrganisationBrief,
    /// `supplier`, `buyer`, `broker`, `authority`, `organiser`, `reporter`, `auditor` or `admin`.
    role: &'static str,
}

/// Who is logged in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Identity)]
pub(super) struct IdentityView {
    user: UserView,
    memberships: Vec<MembershipView>,
    /// All roles, each once.
    roles: Vec<&'static str>,
}

impl From<sessions::IdentityView> for IdentityView {
    fn from(identity: sessions::IdentityView) -> Self {
        let membership = |held: sessions::MembershipView| MembershipView {
            organisation: held.organisation.into(),
            role: held.role.as_str(),
        };
        Self {
            user: UserView {
                id: identity.id.0,
                name: identity.name,
                login: identity.login,
            },
            memberships: identity.memberships.into_iter().map(membership).collect(),
            roles: identity.roles.into_iter().map(|role| role.as_str()).collect(),
        }
    }
}

/// Proof of login.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
pub(super) struct SessionView {
    /// For `Authorization: Bearer …`.
    access_token: String,
    /// Seconds until it ends.
    expires_in: i64,
    #[serde(flatten)]
    identity: IdentityView,
}

impl From<LoggedIn> for SessionView {
    fn from(proof: LoggedIn) -> Self {
        Self {
            access_token: proof.access_token,
            expires_in: proof.expires_in,
            identity: proof.identity.into(),
        }
    }
}

/// One of one's sessions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SessionRow)]
pub(super) struct SessionRowView {
    id: Uuid,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    last_used_at: String,
    /// What the browser called itself.
    user_agent: String,
    /// Whether it is the one that asks.
    current: bool,
}

impl From<sessions::SessionRow> for SessionRowView {
    fn from(row: sessions::SessionRow) -> Self {
        Self {
            id: row.id.0,
            created_at: rfc3339(row.created_at),
            last_used_at: rfc3339(row.last_used_at),
            user_agent: row.user_agent,
            current: row.current,
        }
    }
}

/// An account to try the demonstration market with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DemoAccount)]
pub(super) struct DemoAccountView {
    login: &'static str,
    password: &'static str,
    role: &'static str,
    name: &'static str,
    /// The name of its organisation.
    organisation: String,
}

impl From<(DemoAccount, String)> for DemoAccountView {
    fn from((account, organisation): (DemoAccount, String)) -> Self {
        Self {
            login: account.login,
            password: account.password,
            role: account.role.as_str(),
            name: account.name,
            organisation,
        }
    }
}
