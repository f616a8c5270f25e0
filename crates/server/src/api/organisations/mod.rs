//! `/api/v1/organisations`: who trades, and who has been checked.

mod body;
mod certificates;
mod members;

use axum::Json;
use axum::extract::{Path, State};
use chonoi_domain::actor::VerificationEvent;
use chonoi_market::organisations::OrganisationView as View;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use self::body::OrganisationView;
use self::body::{ChangeBody, OrganisationParams, RegisteredView, RegistrationBody, VerificationBody, word};
use crate::api::posts::{Created, Listing, Versioned, id, stale};
use crate::client::ClientIp;
use crate::extract::{Body, Caller, Creation, IfMatch, MaybeCaller, Query};
use crate::problem::Problem;
use crate::problem::render::Body as ProblemBody;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, register))
        .routes(routes!(read, change))
        .routes(routes!(decide))
        .merge(certificates::routes())
        .merge(members::routes())
}

/// Lists organisations by name: verified ones; for public bodies in every state.
#[utoipa::path(
    get, path = "/api/v1/organisations", tag = "organisations", operation_id = "list_organisations",
    params(OrganisationParams),
    responses(
        (status = 200, body = Listing<OrganisationView>), (status = 403, body = ProblemBody),
        (status = 422, body = ProblemBody)
    )
)]
async fn list(
    State(app): State<AppState>,
    caller: MaybeCaller,
    Query(params): Query<OrganisationParams>,
) -> Result<Json<Listing<OrganisationView>>, Problem> {
    let (query, page) = params.parse()?;
    let found = app.market.organisations(caller.actor(), query, page).await?;
    Ok(Json(Listing::of(found, OrganisationView::from)))
}

/// Registers an organisation and the login of its first person; pending until the trade department has checked it.
#[utoipa::path(
    post, path = "/api/v1/organisations", tag = "organisations", operation_id = "register_organisation",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated call harmless.")),
    request_body = RegistrationBody,
    responses(
        (status = 201, body = RegisteredView), (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)
    )
)]
async fn register(
    State(app): State<AppState>,
    ClientIp(source): ClientIp,
    creation: Creation<RegistrationBody>,
) -> Result<Created<RegisteredView>, Problem> {
    let (body, once) = creation.once("anyone", "organisations.register");
    let view = app.market.register(source, body.parse()?, &once).await?;
    Ok(Created {
        location: format!("/api/v1/organisations/{}", view.brief.id),
        version: view.version,
        body: RegisteredView {
            organisation: view.into(),
        },
    })
}

/// Reads an organisation.
#[utoipa::path(
    get, path = "/api/v1/organisations/{id}", tag = "organisations", operation_id = "read_organisation",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = OrganisationView), (status = 404, body = ProblemBody))
)]
async fn read(
    State(app): State<AppState>,
    caller: MaybeCaller,
    Path(text): Path<String>,
) -> Result<Versioned<OrganisationView>, Problem> {
    let view = app.market.organisation(caller.actor(), id(&text)?).await?;
    Ok(versioned(view))
}

/// Changes what one's own organisation says of itself. Another name or tax code has to be checked again.
#[utoipa::path(
    put, path = "/api/v1/organisations/{id}", tag = "organisations", operation_id = "change_organisation",
    params(("id" = uuid::Uuid, Path), ("If-Match" = String, Header, description = "The version it changes.")),
    request_body = ChangeBody,
    responses(
        (status = 200, body = OrganisationView), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 412, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)
    )
)]
async fn change(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
    IfMatch(version): IfMatch,
    Body(body): Body<ChangeBody>,
) -> Result<Versioned<OrganisationView>, Problem> {
    let changed = app
        .market
        .change_organisation(&actor, id(&text)?, version, body.into())
        .await;
    changed.map(versioned).map_err(|error| stale(error, shown))
}

/// Verifies or suspends an organisation; for the trade department.
#[utoipa::path(
    post, path = "/api/v1/organisations/{id}/verification", tag = "organisations",
    operation_id = "decide_organisation",
    params(("id" = uuid::Uuid, Path), ("If-Match" = String, Header, description = "The version it changes.")),
    request_body = VerificationBody,
    responses(
        (status = 200, body = OrganisationView), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)
    )
)]
async fn decide(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
    IfMatch(version): IfMatch,
    Body(body): Body<VerificationBody>,
) -> Result<Versioned<OrganisationView>, Problem> {
    let event: VerificationEvent = word("decision", &body.decision, VerificationEvent::ALL)?;
    let decision = (event, body.note);
    let decided = app
        .market
        .decide_organisation(&actor, id(&text)?, version, decision)
        .await;
    decided.map(versioned).map_err(|error| stale(error, shown))
}

fn shown(view: View) -> OrganisationView {
    view.into()
}

fn versioned(view: View) -> Versioned<OrganisationView> {
    Versioned(view.version, view.into())
}
