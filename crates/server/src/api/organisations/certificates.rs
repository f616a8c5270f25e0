//! `/api/v1/organisations/{id}/certificates`: what an organisation is certified for.

use axum::Json;
use axum::extract::{Path, State};
use chonoi_domain::certificate::CertificateEvent;
use chonoi_domain::field::FieldError;
use chonoi_domain::id::{CertificateId, FileId};
use chonoi_market::certificates::{CertificateView as View, NewCertificate};
use serde::{Deserialize, Serialize};
use time::Date;
use time::format_description::well_known::Iso8601;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::body::word;
use crate::api::posts::{Created, Items, Versioned, id};
use crate::extract::{Body, Caller, Creation, MaybeCaller};
use crate::problem::Problem;
use crate::problem::render::Body as ProblemBody;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(decide))
}

/// A certificate to hand in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCertificate)]
struct CertificateBody {
    /// Id of its kind.
    #[schema(example = "vietgap")]
    kind: String,
    /// Its number, as printed on it.
    number: String,
    /// Who issued it.
    issuer: String,
    /// First day of validity.
    #[schema(format = Date)]
    valid_from: String,
    /// Last day of validity.
    #[schema(format = Date)]
    valid_to: String,
    /// Id of an uploaded file.
    file: Option<Uuid>,
}

impl CertificateBody {
    fn parse(self) -> Result<NewCertificate, Problem> {
        Ok(NewCertificate {
            kind: CertificateId(self.kind),
            number: self.number,
            issuer: self.issuer,
            valid_from: date("valid_from", &self.valid_from)?,
            valid_to: date("valid_to", &self.valid_to)?,
            file: self.file.map(FileId),
        })
    }
}

/// What the trade department decides.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CertificateDecision)]
struct DecisionBody {
    /// `verify` or `reject`.
    decision: String,
}

/// A certificate that an organisation holds.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HeldCertificate)]
struct CertificateView {
    id: Uuid,
    /// Id of its kind.
    kind: String,
    /// Name of its kind.
    name: String,
    number: String,
    issuer: String,
    #[schema(format = Date)]
    valid_from: String,
    #[schema(format = Date)]
    valid_to: String,
    /// Id of its file; for its holder and public bodies.
    file: Option<Uuid>,
    /// `pending`, `verified` or `rejected`.
    status: &'static str,
    /// Whether it counts in a match today.
    counts: bool,
    version: i64,
}

impl From<View> for CertificateView {
    fn from(view: View) -> Self {
        Self {
            id: view.id.0,
            kind: view.kind.0,
            name: view.name,
            number: view.number,
            issuer: view.issuer,
            valid_from: view.valid_from.to_string(),
            valid_to: view.valid_to.to_string(),
            file: view.file.map(|file| file.0),
            status: view.status.as_str(),
            counts: view.counts,
            version: view.version,
        }
    }
}

/// Lists an organisation's certificates: verified ones; for its own people and public bodies all.
#[utoipa::path(
    get, path = "/api/v1/organisations/{id}/certificates", tag = "organisations",
    operation_id = "list_certificates",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Items<CertificateView>), (status = 404, body = ProblemBody))
)]
async fn list(
    State(app): State<AppState>,
    caller: MaybeCaller,
    Path(text): Path<String>,
) -> Result<Json<Items<CertificateView>>, Problem> {
    let held = app.market.certificates(caller.actor(), id(&text)?).await?;
    Ok(Json(Items {
        items: held.into_iter().map(Into::into).collect(),
    }))
}

/// Hands in a certificate of one's own organisation; it counts once the trade department has seen it.
#[utoipa::path(
    post, path = "/api/v1/organisations/{id}/certificates", tag = "organisations",
    operation_id = "add_certificate",
    params(
        ("id" = uuid::Uuid, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated call harmless.")
    ),
    request_body = CertificateBody,
    responses(
        (status = 201, body = CertificateView), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)
    )
)]
async fn add(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
    creation: Creation<CertificateBody>,
) -> Result<Created<CertificateView>, Problem> {
    let organisation = id(&text)?;
    let (body, once) = creation.once(actor.user(), &format!("certificates.{organisation}"));
    let view = app
        .market
        .add_certificate(&actor, organisation, body.parse()?, &once)
        .await?;
    Ok(Created {
        location: format!("/api/v1/organisations/{organisation}/certificates"),
        version: view.version,
        body: view.into(),
    })
}

/// Verifies or rejects a certificate; for the trade department.
#[utoipa::path(
    post, path = "/api/v1/organisations/{id}/certificates/{certificate_id}/verification", tag = "organisations",
    operation_id = "decide_certificate",
    params(("id" = uuid::Uuid, Path), ("certificate_id" = uuid::Uuid, Path)),
    request_body = DecisionBody,
    responses(
        (status = 200, body = CertificateView), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)
    )
)]
async fn decide(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path((organisation, certificate)): Path<(String, String)>,
    Body(body): Body<DecisionBody>,
) -> Result<Versioned<CertificateView>, Problem> {
    let event = word("decision", &body.decision, CertificateEvent::ALL)?;
    let (organisation, certificate) = (id(&organisation)?, id(&certificate)?);
    let view = app
        .market
        .decide_certificate(&actor, organisation, certificate, event)
        .await?;
    Ok(Versioned(view.version, view.into()))
}

fn date(field: &str, text: &str) -> Result<Date, Problem> {
    Date::parse(text, &Iso8601::DATE).map_err(|_| Problem::invalid(vec![FieldError::new(field, "date")]))
}
