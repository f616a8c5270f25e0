//! `/api/v1/sessions`: logging in, staying logged in, logging out.

mod body;
mod cookies;
mod same_site;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use chonoi_market::sessions::{Device, LoggedIn};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::body::{DemoAccountView, IdentityView, LoginBody, PasswordBody, SessionRowView, SessionView};
use self::same_site::SameSite;
use crate::api::posts::Items;
use crate::client::ClientIp;
use crate::extract::{Body, Caller};
use crate::problem::render::Body as ProblemBody;
use crate::problem::{Kind, Problem};
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, log_in, log_out_everywhere))
        .routes(routes!(refresh))
        .routes(routes!(log_out))
        .routes(routes!(me))
        .routes(routes!(change_password))
        .routes(routes!(demo_accounts))
}

/// Logs in with phone number or e-mail address and password.
#[utoipa::path(
    post, path = "/api/v1/sessions", tag = "sessions", operation_id = "log_in",
    request_body = LoginBody,
    responses(
        (status = 200, body = SessionView), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody),
        (status = 429, body = ProblemBody)
    )
)]
async fn log_in(
    State(app): State<AppState>,
    ClientIp(source): ClientIp,
    headers: HeaderMap,
    Body(body): Body<LoginBody>,
) -> Result<Response, Problem> {
    let agent = headers.get("user-agent").and_then(|value| value.to_str().ok());
    let from = Device {
        source,
        user_agent: agent.unwrap_or_default().to_owned(),
    };
    let proof = app.market.log_in(&body.login, &body.password, &from).await?;
    Ok(logged_in(&app, proof))
}

/// Exchanges the refresh cookie for a new one and a new access token.
#[utoipa::path(
    post, path = "/api/v1/sessions/refresh", tag = "sessions", operation_id = "refresh_session",
    responses((status = 200, body = SessionView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody))
)]
async fn refresh(State(app): State<AppState>, _: SameSite, headers: HeaderMap) -> Result<Response, Problem> {
    let token = cookies::refresh_token(&headers).ok_or(Kind::Unauthenticated)?;
    match app.market.refresh(&token).await {
        Ok(proof) => Ok(logged_in(&app, proof)),
        Err(error) => {
            let problem = Problem::from(error);
            let ended = problem.kind == Kind::Unauthenticated;
            let cookies = ended.then(|| cookies::cleared(&app.config));
            Ok((cookies, problem).into_response())
        }
    }
}

/// Ends this session.
#[utoipa::path(
    delete, path = "/api/v1/sessions/current", tag = "sessions", operation_id = "log_out",
    responses((status = 204), (status = 401, body = ProblemBody))
)]
async fn log_out(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Problem> {
    app.market.log_out(&actor).await?;
    Ok((StatusCode::NO_CONTENT, cookies::cleared(&app.config)).into_response())
}

/// Ends all sessions of the one who is logged in, on every device.
#[utoipa::path(
    delete, path = "/api/v1/sessions", tag = "sessions", operation_id = "log_out_everywhere",
    responses((status = 204), (status = 401, body = ProblemBody))
)]
async fn log_out_everywhere(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Problem> {
    app.market.log_out_everywhere(&actor).await?;
    Ok((StatusCode::NO_CONTENT, cookies::cleared(&app.config)).into_response())
}

/// Lists one's live sessions, the last used first.
#[utoipa::path(
    get, path = "/api/v1/sessions", tag = "sessions", operation_id = "list_sessions",
    responses((status = 200, body = Items<SessionRowView>), (status = 401, body = ProblemBody))
)]
async fn list(
    State(app): State<AppState>,
    Caller(actor): Caller,
) -> Result<Json<Items<SessionRowView>>, Problem> {
    let rows = app.market.sessions(&actor).await?;
    Ok(Json(Items {
        items: rows.into_iter().map(Into::into).collect(),
    }))
}

/// Who is logged in, with the roles of this moment.
#[utoipa::path(
    get, path = "/api/v1/sessions/me", tag = "sessions", operation_id = "read_identity",
    responses((status = 200, body = IdentityView), (status = 401, body = ProblemBody))
)]
async fn me(State(app): State<AppState>, Caller(actor): Caller) -> Result<Json<IdentityView>, Problem> {
    Ok(Json(app.market.identity(&actor).await?.into()))
}

/// Sets a new password; one's other sessions end.
#[utoipa::path(
    put, path = "/api/v1/sessions/password", tag = "sessions", operation_id = "change_password",
    request_body = PasswordBody,
    responses(
        (status = 204), (status = 401, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)
    )
)]
async fn change_password(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Body(body): Body<PasswordBody>,
) -> Result<StatusCode, Problem> {
    app.market
        .change_password(&actor, &body.current, &body.new)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists the accounts to try the demonstration market with; 404 on a real one.
#[utoipa::path(
    get, path = "/api/v1/sessions/demo-accounts", tag = "sessions", operation_id = "list_demo_accounts",
    responses((status = 200, body = Items<DemoAccountView>), (status = 404, body = ProblemBody))
)]
async fn demo_accounts(State(app): State<AppState>) -> Result<Json<Items<DemoAccountView>>, Problem> {
    let accounts = app.market.demo_accounts().await?;
    Ok(Json(Items {
        items: accounts.into_iter().map(Into::into).collect(),
    }))
}

fn logged_in(app: &AppState, proof: LoggedIn) -> Response {
    let cookies = cookies::set(&app.config, &proof);
    (cookies, Json(SessionView::from(proof))).into_response()
}
