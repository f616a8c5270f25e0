//! `/api/v1/organisations/{id}/members`: an organisation's people and their roles.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chonoi_domain::actor::Role;
use chonoi_market::members::{MemberView as View, NewMember};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::body::word;
use crate::api::briefs::rfc3339;
use crate::api::posts::{Items, id};
use crate::extract::{Caller, Creation};
use crate::problem::Problem;
use crate::problem::render::Body as ProblemBody;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, add))
}

/// A person to be given a role.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewMember)]
struct MemberBody {
    name: String,
    /// Phone number in any spelling, or e-mail address.
    login: String,
    /// A new password; the person's own where they have a login already.
    #[schema(format = Password, min_length = 10, max_length = 128)]
    password: String,
    /// `supplier` or `buyer`; the admin may give offices in public bodies.
    role: String,
}

/// A person with a role.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Member)]
struct MemberView {
    /// The person's id.
    id: Uuid,
    name: String,
    login: String,
    role: &'static str,
    /// Since when.
    #[schema(format = DateTime)]
    since: String,
}

impl From<View> for MemberView {
    fn from(view: View) -> Self {
        Self {
            id: view.user.0,
            name: view.name,
            login: view.login,
            role: view.role.as_str(),
            since: rfc3339(view.since),
        }
    }
}

/// Lists an organisation's people; for themselves, the trade department and the admin.
#[utoipa::path(
    get, path = "/api/v1/organisations/{id}/members", tag = "organisations", operation_id = "list_members",
    params(("id" = uuid::Uuid, Path)),
    responses(
        (status = 200, body = Items<MemberView>), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)
    )
)]
async fn list(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
) -> Result<Json<Items<MemberView>>, Problem> {
    let members = app.market.members(&actor, id(&text)?).await?;
    Ok(Json(Items {
        items: members.into_iter().map(Into::into).collect(),
    }))
}

/// Gives a person a role, and a login where they have none.
#[utoipa::path(
    post, path = "/api/v1/organisations/{id}/members", tag = "organisations", operation_id = "add_member",
    params(
        ("id" = uuid::Uuid, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated call harmless.")
    ),
    request_body = MemberBody,
    responses(
        (status = 201, body = MemberView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody),
        (status = 429, body = ProblemBody)
    )
)]
async fn add(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
    creation: Creation<MemberBody>,
) -> Result<(StatusCode, Json<MemberView>), Problem> {
    let organisation = id(&text)?;
    let (body, once) = creation.once(actor.user(), &format!("members.{organisation}"));
    let new = NewMember {
        role: word("role", &body.role, Role::ALL)?,
        name: body.name,
        login: body.login,
        password: body.password,
    };
    let view = app.market.add_member(&actor, organisation, new, &once).await?;
    Ok((StatusCode::CREATED, Json(view.into())))
}
