//! Organisations as they are sent and shown.

use std::fmt::Display;
use std::str::FromStr;

use chonoi_domain::actor::{self, OrganisationKind, Role, Verification};
use chonoi_domain::field::FieldError;
use chonoi_domain::id::PlaceCode;
use chonoi_market::organisations::changes::OrganisationChange;
use chonoi_market::organisations::registration::{NewOrganisation, NewPerson, Registration};
use chonoi_market::organisations::{OrganisationQuery, OrganisationView as View};
use chonoi_market::page::Cursor;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::briefs::{OrganisationBrief, rfc3339};
use crate::problem::Problem;

/// Which organisations are asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct OrganisationParams {
    /// Words of a name or a tax code, with or without marks.
    q: Option<String>,
    /// Kind of organisation.
    kind: Option<String>,
    /// `verified`; public bodies may also ask for `pending` and `suspended`.
    verification: Option<String>,
    /// Code of a commune, or of a province with all its communes.
    place: Option<String>,
    /// Rows of a page, at most 100, 24 when left out.
    limit: Option<u64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

impl OrganisationParams {
    /// What is meant.
    ///
    /// # Errors
    /// 422 with the parameter at fault.
    pub(super) fn parse(self) -> Result<(OrganisationQuery, Cursor), Problem> {
        let kind = self.kind.map(|text| word("kind", &text, OrganisationKind::ALL));
        let state = self
            .verification
            .map(|text| word("verification", &text, Verification::ALL));
        let query = OrganisationQuery {
            q: self.q,
            kind: kind.transpose()?,
            verification: state.transpose()?,
            place: self.place.map(PlaceCode),
        };
        Ok((query, Cursor::new(self.limit, self.cursor.as_deref())?))
    }
}

/// What an organisation can do besides buying and selling.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Capabilities {
    /// Collects from farms.
    collects: bool,
    /// Processes.
    processes: bool,
    /// Freezes.
    freezes: bool,
    /// Packs.
    packs: bool,
    /// Carries.
    carries: bool,
    /// Kilograms a day over all of these.
    kg_per_day: Option<i64>,
}

impl From<Capabilities> for actor::Capabilities {
    fn from(sent: Capabilities) -> Self {
        Self {
            collects: sent.collects,
            processes: sent.processes,
            freezes: sent.freezes,
            packs: sent.packs,
            carries: sent.carries,
            kg_per_day: sent.kg_per_day,
        }
    }
}

impl From<actor::Capabilities> for Capabilities {
    fn from(kept: actor::Capabilities) -> Self {
        Self {
            collects: kept.collects,
            processes: kept.processes,
            freezes: kept.freezes,
            packs: kept.packs,
            carries: kept.carries,
            kg_per_day: kept.kg_per_day,
        }
    }
}

/// An organisation that registers itself, with its first person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Registration)]
pub(super) struct RegistrationBody {
    organisation: NewOrganisationBody,
    user: NewPersonBody,
    /// `supplier` or `buyer`; the usual one of the kind when left out.
    role: Option<String>,
}

/// What an organisation says of itself.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewOrganisation)]
struct NewOrganisationBody {
    /// Full name.
    name: String,
    /// The name people use.
    short_name: Option<String>,
    /// Kind of organisation; public bodies do not register themselves.
    #[schema(example = "cooperative")]
    kind: String,
    /// Tax code: 10 digits, 12, or 10 and 3 after a dash.
    tax_code: Option<String>,
    /// Code of its commune or province.
    #[schema(example = "32236")]
    place: String,
    capabilities: Option<Capabilities>,
}

/// A person with a login.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewUser)]
struct NewPersonBody {
    name: String,
    /// Phone number in any spelling; this or an e-mail address.
    phone: Option<String>,
    /// E-mail address; this or a phone number.
    email: Option<String>,
    /// At least 10 characters, not one that everybody tries first.
    #[schema(format = Password, min_length = 10, max_length = 128)]
    password: String,
}

impl RegistrationBody {
    /// What is meant.
    ///
    /// # Errors
    /// 422 with the field at fault.
    pub(super) fn parse(self) -> Result<Registration, Problem> {
        let kind = word(
            "organisation.kind",
            &self.organisation.kind,
            OrganisationKind::ALL,
        )?;
        let role = self.role.map(|text| word("role", &text, Role::ALL)).transpose()?;
        Ok(Registration {
            organisation: NewOrganisation {
                name: self.organisation.name,
                short_name: self.organisation.short_name,
                kind,
                tax_code: self.organisation.tax_code,
                place: PlaceCode(self.organisation.place),
                capabilities: self.organisation.capabilities.unwrap_or_default().into(),
            },
            person: NewPerson {
                name: self.user.name,
                phone: self.user.phone,
                email: self.user.email,
                password: self.user.password,
            },
            role,
        })
    }
}

/// What an organisation's people may change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrganisationChange)]
pub(super) struct ChangeBody {
    /// Full name.
    name: String,
    /// The name people use.
    short_name: Option<String>,
    tax_code: Option<String>,
    /// Code of its commune or province.
    place: String,
    capabilities: Option<Capabilities>,
    /// Whom to ring up.
    contact_name: Option<String>,
    /// Phone number of the contact.
    phone: Option<String>,
    /// E-mail address of the contact.
    email: Option<String>,
}

impl From<ChangeBody> for OrganisationChange {
    fn from(body: ChangeBody) -> Self {
        Self {
            name: body.name,
            short_name: body.short_name,
            tax_code: body.tax_code,
            place: PlaceCode(body.place),
            capabilities: body.capabilities.unwrap_or_default().into(),
            contact_name: body.contact_name,
            phone: body.phone,
            email: body.email,
        }
    }
}

/// What the trade department decides.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrganisationDecision)]
pub(super) struct VerificationBody {
    /// `verify` or `suspend`.
    pub(super) decision: String,
    /// Why, in a sentence that the organisation reads.
    pub(super) note: Option<String>,
}

/// An organisation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Organisation)]
pub(crate) struct OrganisationView {
    #[serde(flatten)]
    brief: OrganisationBrief,
    /// The name people use.
    short_name: String,
    capabilities: Capabilities,
    /// Offers on the market.
    offers_open: i64,
    /// Requests on the market.
    requests_open: i64,
    /// Ids of the published sources behind it, split by spaces.
    source_id: Option<String>,
    /// Tax code; for its own people and public bodies.
    tax_code: Option<String>,
    /// Whom to ring up; for its own people and public bodies.
    contact_name: Option<String>,
    /// For its own people and public bodies.
    phone: Option<String>,
    /// For its own people and public bodies.
    email: Option<String>,
    /// Why the trade department decided as it did last; for its own people and public bodies.
    decision_note: Option<String>,
    /// Counts its changes.
    version: i64,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<View> for OrganisationView {
    fn from(view: View) -> Self {
        let (tax_code, contact_name, phone, email, decision_note) = view.inside.map_or_else(
            || (None, None, None, None, None),
            |inside| {
                (
                    inside.tax_code,
                    inside.contact_name,
                    inside.phone,
                    inside.email,
                    inside.decision_note,
                )
            },
        );
        Self {
            brief: view.brief.into(),
            short_name: view.short_name,
            capabilities: view.capabilities.into(),
            offers_open: view.offers_open,
            requests_open: view.requests_open,
            source_id: view.source_id,
            tax_code,
            contact_name,
            phone,
            email,
            decision_note,
            version: view.version,
            created_at: rfc3339(view.created_at),
            updated_at: rfc3339(view.updated_at),
        }
    }
}

/// What was registered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Registered)]
pub(super) struct RegisteredView {
    pub(super) organisation: OrganisationView,
}

/// The value that `text` names.
///
/// # Errors
/// 422 at `field`, rule `one_of` with the words there are.
pub(super) fn word<T: FromStr + Display>(field: &str, text: &str, all: &[T]) -> Result<T, Problem> {
    text.parse().map_err(|_| {
        let known: Vec<String> = all.iter().map(ToString::to_string).collect();
        Problem::invalid(vec![
            FieldError::new(field, "one_of").with("known", known.join(", ")),
        ])
    })
}
