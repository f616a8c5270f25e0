//! `/api/v1/match-runs`: runs of the matching engine, their proposals and reports.

mod body;
mod report;
pub(super) mod sharing;
mod tables;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chonoi_domain::id::MatchRunId;
use chonoi_domain::quantity::BaseUnit;
use chonoi_market::error::Error;
use chonoi_market::page::Cursor;
use chonoi_market::post_briefs::RequestBrief;
use chonoi_market::report::{table, workbook};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::body::{RunBody, RunParams, RunView};
use self::report::ReportView;
use crate::api::posts::{Listing, id};
use crate::api::proposals::body::{ProposalParams, ProposalView};
use crate::api::proposals::{asked, word};
use crate::api::reasons::Speaker;
use crate::extract::{Caller, Creation, MaybeCaller, Query};
use crate::locale::Locale;
use crate::problem::Problem;
use crate::problem::render::Body as ProblemBody;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, start))
        .routes(routes!(latest))
        .routes(routes!(read))
        .routes(routes!(proposals))
        .routes(routes!(read_report))
        .routes(routes!(read_snapshot))
}

/// Asks for a run; the trade department may. It runs in the background and shows its progress.
#[utoipa::path(
    post, path = "/api/v1/match-runs", tag = "match-runs", operation_id = "start_match_run",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated call harmless.")),
    request_body = RunBody,
    responses(
        (status = 202, body = RunView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 422, body = ProblemBody)
    )
)]
async fn start(
    State(app): State<AppState>,
    Caller(actor): Caller,
    locale: Locale,
    creation: Creation<RunBody>,
) -> Result<(StatusCode, Json<RunView>), Problem> {
    let broker = actor.broker()?;
    let (body, once) = creation.once(actor.user(), "match_runs.start");
    let run = app.market.start_match_run(&broker, body.policy, &once).await?;
    Ok((StatusCode::ACCEPTED, Json(RunView::of(locale, run))))
}

/// Lists runs, newest first.
#[utoipa::path(
    get, path = "/api/v1/match-runs", tag = "match-runs", operation_id = "list_match_runs",
    params(RunParams),
    responses((status = 200, body = Listing<RunView>), (status = 422, body = ProblemBody))
)]
async fn list(
    State(app): State<AppState>,
    locale: Locale,
    Query(params): Query<RunParams>,
) -> Result<Json<Listing<RunView>>, Problem> {
    let cursor = Cursor::new(params.limit, params.cursor.as_deref())?;
    let page = app.market.match_runs(cursor).await?;
    Ok(Json(Listing::of(page, |run| RunView::of(locale, run))))
}

/// Reads the newest run that is done.
#[utoipa::path(
    get, path = "/api/v1/match-runs/latest", tag = "match-runs", operation_id = "read_latest_match_run",
    responses((status = 200, body = RunView), (status = 404, body = ProblemBody))
)]
async fn latest(State(app): State<AppState>, locale: Locale) -> Result<Json<RunView>, Problem> {
    Ok(Json(RunView::of(locale, app.market.latest_match_run().await?)))
}

/// Reads a run: how far it is, or what it came to.
#[utoipa::path(
    get, path = "/api/v1/match-runs/{id}", tag = "match-runs", operation_id = "read_match_run",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = RunView), (status = 404, body = ProblemBody))
)]
async fn read(
    State(app): State<AppState>,
    locale: Locale,
    Path(text): Path<String>,
) -> Result<Json<RunView>, Problem> {
    let run = app.market.match_run(id::<MatchRunId>(&text)?).await?;
    Ok(Json(RunView::of(locale, run)))
}

/// Lists the proposals that stand in a run's plan; the trade department and the auditor may.
#[utoipa::path(
    get, path = "/api/v1/match-runs/{id}/proposals", tag = "match-runs", operation_id = "list_run_proposals",
    params(("id" = uuid::Uuid, Path), ProposalParams),
    responses(
        (status = 200, body = Listing<ProposalView>), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)
    )
)]
async fn proposals(
    State(app): State<AppState>,
    Caller(actor): Caller,
    locale: Locale,
    Path(text): Path<String>,
    Query(params): Query<ProposalParams>,
) -> Result<Json<Listing<ProposalView>>, Problem> {
    if !actor.reads_trades() {
        return Err(Error::Forbidden("broker_or_auditor_only").into());
    }
    let (query, cursor) = asked(params, Some(id(&text)?))?;
    let page = app.market.proposals(&actor, query, cursor).await?;
    let speaker = Speaker {
        locale,
        catalogue: app.market.catalogue(),
    };
    Ok(Json(Listing::of(page, |view| ProposalView::of(speaker, view))))
}

/// In which format a report is wanted.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct ReportParams {
    /// `json` (when left out), `xlsx` or `csv`.
    format: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Xlsx,
    Csv,
}

/// Reads the report of a run that is done: sums by product, province and supplier, what was matched, what was not and
/// why.
#[utoipa::path(
    get, path = "/api/v1/match-runs/{id}/report", tag = "match-runs", operation_id = "read_match_run_report",
    params(("id" = uuid::Uuid, Path), ReportParams),
    responses(
        (status = 200, body = ReportView), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)
    )
)]
async fn read_report(
    State(app): State<AppState>,
    caller: MaybeCaller,
    locale: Locale,
    Path(text): Path<String>,
    Query(params): Query<ReportParams>,
) -> Result<Response, Problem> {
    let format = format(params.format.as_deref())?;
    let report = app
        .market
        .run_report(caller.actor(), id::<MatchRunId>(&text)?)
        .await?;
    let speaker = Speaker {
        locale,
        catalogue: app.market.catalogue(),
    };
    if format == Format::Json {
        return Ok(Json(ReportView::of(&app.market, speaker, report)).into_response());
    }
    let tables = tables::tables(&app.market, speaker, &report);
    if format == Format::Csv {
        let bytes = table::csv(&tables).map_err(Error::internal)?;
        return Ok(download("text/csv; charset=utf-8", "csv", bytes));
    }
    let written = tokio::task::spawn_blocking(move || workbook::write(&tables)).await;
    let bytes = written.map_err(Error::internal)?.map_err(Error::internal)?;
    Ok(download(XLSX, "xlsx", bytes))
}

/// Reads what went into a run, for `chonoi match --snapshot`, which makes the same plan of it; the trade department and the
/// auditor may. It is kept for the newest runs.
#[utoipa::path(
    get, path = "/api/v1/match-runs/{id}/snapshot", tag = "match-runs", operation_id = "read_match_run_snapshot",
    params(("id" = uuid::Uuid, Path)),
    responses(
        (status = 200, body = std::collections::HashMap<String, serde_json::Value>), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)
    )
)]
async fn read_snapshot(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Path(text): Path<String>,
) -> Result<Response, Problem> {
    let bytes = app.market.run_snapshot(&actor, id::<MatchRunId>(&text)?).await?;
    Ok(download("application/json", "json", bytes))
}

/// An Excel workbook (ECMA-376).
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn format(asked: Option<&str>) -> Result<Format, Problem> {
    let all = [Format::Json, Format::Xlsx, Format::Csv];
    word("format", asked.unwrap_or("json"), &all, |format| match format {
        Format::Json => "json",
        Format::Xlsx => "xlsx",
        Format::Csv => "csv",
    })
}

fn download(kind: &'static str, ending: &str, bytes: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"ket-noi-cung-cau.{ending}\"");
    (
        [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)],
        bytes,
    )
        .into_response()
}

/// What a request's quantity counts.
fn unit_of(request: &RequestBrief) -> BaseUnit {
    request
        .products
        .first()
        .map_or(BaseUnit::Gram, |product| product.base_unit)
}
