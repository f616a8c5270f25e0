//! `/api/v1/proposals`, and what matching means for one post.

pub(crate) mod body;
mod pair;

use axum::Json;
use axum::extract::{Path, State};
use chonoi_domain::field::FieldError;
use chonoi_domain::id::{MatchRunId, OfferId, ProposalId, RequestId};
use chonoi_domain::proposal::{DeclineReason, ProposalStatus, Side};
use chonoi_domain::quantity::BaseUnit;
use chonoi_market::error::Error;
use chonoi_market::page::Cursor;
use chonoi_market::proposals::ProposalQuery;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::body::{DeclineBody, MatchesView, ProposalParams, ProposalView};
use self::pair::PairView;
use crate::api::posts::{Listing, Versioned, id, stale};
use crate::api::reasons::Speaker;
use crate::extract::{Body, Caller, IfMatch, MaybeCaller, Query};
use crate::locale::Locale;
use crate::problem::Problem;
use crate::problem::render::Body as ProblemBody;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(read))
        .routes(routes!(accept))
        .routes(routes!(decline))
        .routes(routes!(of_offer))
        .routes(routes!(of_request))
        .routes(routes!(of_pair))
}

/// Lists one's own proposals; those who read all get all of them without `mine`.
#[utoipa::path(
    get, path = "/api/v1/proposals", tag = "proposals", operation_id = "list_proposals",
    params(ProposalParams),
    responses(
        (status = 200, body = Listing<ProposalView>), (status = 401, body = ProblemBody),
        (status = 422, body = ProblemBody)
    )
)]
async fn list(
    State(app): State<AppState>,
    Caller(actor): Caller,
    locale: Locale,
    Query(params): Query<ProposalParams>,
) -> Result<Json<Listing<ProposalView>>, Problem> {
    let (query, cursor) = asked(params, None)?;
    let page = app.market.proposals(&actor, query, cursor).await?;
    let speaker = Speaker {
        locale,
        catalogue: app.market.catalogue(),
    };
    Ok(Json(Listing::of(page, |view| ProposalView::of(speaker, view))))
}

/// Reads a proposal that concerns one.
#[utoipa::path(
    get, path = "/api/v1/proposals/{id}", tag = "proposals", operation_id = "read_proposal",
    params(("id" = uuid::Uuid, Path)),
    responses(
        (status = 200, body = ProposalView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)
    )
)]
async fn read(
    State(app): State<AppState>,
    Caller(actor): Caller,
    locale: Locale,
    Path(text): Path<String>,
) -> Result<Versioned<ProposalView>, Problem> {
    let view = app.market.proposal(&actor, id::<ProposalId>(&text)?).await?;
    Ok(versioned(&app, locale, view))
}

/// Says yes for one's side. The second yes makes a deal and reserves the quantity.
#[utoipa::path(
    post, path = "/api/v1/proposals/{id}/accept", tag = "proposals", operation_id = "accept_proposal",
    params(("id" = uuid::Uuid, Path), ("If-Match" = String, Header, description = "The version it answers.")),
    responses(
        (status = 200, body = ProposalView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
        (status = 428, body = ProblemBody)
    )
)]
async fn accept(
    State(app): State<AppState>,
    Caller(actor): Caller,
    locale: Locale,
    IfMatch(version): IfMatch,
    Path(text): Path<String>,
) -> Result<Versioned<ProposalView>, Problem> {
    let id = id::<ProposalId>(&text)?;
    let answered = app.market.accept_proposal(&actor, id, version).await;
    let speaker = Speaker {
        locale,
        catalogue: app.market.catalogue(),
    };
    let view = match answered {
        Err(error @ Error::Conflict { rule: "sold_out", .. }) => {
            let unit = app.market.proposal(&actor, id).await?.product.base_unit;
            return Err(sold_out(error, speaker, unit));
        }
        other => other.map_err(|error| stale(error, |view| ProposalView::of(speaker, view)))?,
    };
    Ok(versioned(&app, locale, view))
}

/// Says no for one's side, with a reason. The pair stays out of later runs until one of the posts changes.
#[utoipa::path(
    post, path = "/api/v1/proposals/{id}/decline", tag = "proposals", operation_id = "decline_proposal",
    params(("id" = uuid::Uuid, Path), ("If-Match" = String, Header, description = "The version it answers.")),
    request_body = DeclineBody,
    responses(
        (status = 200, body = ProposalView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)
    )
)]
async fn decline(
    State(app): State<AppState>,
    Caller(actor): Caller,
    locale: Locale,
    IfMatch(version): IfMatch,
    Path(text): Path<String>,
    Body(body): Body<DeclineBody>,
) -> Result<Versioned<ProposalView>, Problem> {
    let id = id::<ProposalId>(&text)?;
    let reason = word("reason", &body.reason, DeclineReason::ALL, DeclineReason::as_str)?;
    let answered = app
        .market
        .decline_proposal(&actor, id, version, (reason, body.note))
        .await;
    let speaker = Speaker {
        locale,
        catalogue: app.market.catalogue(),
    };
    let view = answered.map_err(|error| stale(error, |view| ProposalView::of(speaker, view)))?;
    Ok(versioned(&app, locale, view))
}

/// What matching means for an offer: details for its organisation and those who read all, counts for everyone.
#[utoipa::path(
    get, path = "/api/v1/offers/{id}/matches", tag = "offers", operation_id = "read_offer_matches",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = MatchesView), (status = 404, body = ProblemBody))
)]
async fn of_offer(
    State(app): State<AppState>,
    caller: MaybeCaller,
    locale: Locale,
    Path(text): Path<String>,
) -> Result<Json<MatchesView>, Problem> {
    let view = app
        .market
        .offer_matches(caller.actor(), id::<OfferId>(&text)?)
        .await?;
    let speaker = Speaker {
        locale,
        catalogue: app.market.catalogue(),
    };
    Ok(Json(MatchesView::of(speaker, Side::Supplier, view)))
}

/// What matching means for a request: details for its organisation and those who read all, counts for everyone.
#[utoipa::path(
    get, path = "/api/v1/requests/{id}/matches", tag = "requests", operation_id = "read_request_matches",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = MatchesView), (status = 404, body = ProblemBody))
)]
async fn of_request(
    State(app): State<AppState>,
    caller: MaybeCaller,
    locale: Locale,
    Path(text): Path<String>,
) -> Result<Json<MatchesView>, Problem> {
    let view = app
        .market
        .request_matches(caller.actor(), id::<RequestId>(&text)?)
        .await?;
    let speaker = Speaker {
        locale,
        catalogue: app.market.catalogue(),
    };
    Ok(Json(MatchesView::of(speaker, Side::Buyer, view)))
}

/// Why an offer and a request are matched or not as the market stands, and what would change it: for both parties and
/// those who read all.
#[utoipa::path(
    get, path = "/api/v1/offers/{id}/pairs/{request}", tag = "offers", operation_id = "explain_pair",
    params(("id" = uuid::Uuid, Path), ("request" = uuid::Uuid, Path)),
    responses(
        (status = 200, body = PairView), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)
    )
)]
async fn of_pair(
    State(app): State<AppState>,
    Caller(actor): Caller,
    locale: Locale,
    Path((offer, request)): Path<(String, String)>,
) -> Result<Json<PairView>, Problem> {
    let (offer, request) = (id::<OfferId>(&offer)?, id::<RequestId>(&request)?);
    let view = app.market.explain_pair(&actor, offer, request).await?;
    let speaker = Speaker {
        locale,
        catalogue: app.market.catalogue(),
    };
    Ok(Json(PairView::of(speaker, view)))
}

/// The query and the page of a list of proposals, of all runs or of one.
pub(crate) fn asked(
    params: ProposalParams,
    run: Option<MatchRunId>,
) -> Result<(ProposalQuery, Cursor), Problem> {
    let status = params.status.as_deref();
    let status = status
        .map(|text| word("status", text, ProposalStatus::ALL, ProposalStatus::as_str))
        .transpose()?;
    let query = ProposalQuery {
        mine: params.mine,
        run,
        status,
        product: params.product.map(|id| id.as_str().into()),
        province: params.province.map(|code| code.as_str().into()),
        q: params.q,
    };
    Ok((query, Cursor::new(params.limit, params.cursor.as_deref())?))
}

/// The conflict with what is left in words.
fn sold_out(error: Error, speaker: Speaker<'_>, unit: BaseUnit) -> Problem {
    let mut problem = Problem::from(error);
    if let Some(rule) = &mut problem.rule {
        let available = rule.params.get("available").and_then(|text| text.parse().ok());
        let left = speaker.quantity(available.unwrap_or_default(), unit);
        rule.params.insert("left".to_owned(), left);
    }
    problem
}

/// The value that `text` names, or a problem that names those there are.
pub(crate) fn word<T: Copy>(
    field: &str,
    text: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T, Problem> {
    let found = all.iter().copied().find(|value| name(*value) == text);
    found.ok_or_else(|| {
        let known = all
            .iter()
            .map(|value| name(*value))
            .collect::<Vec<_>>()
            .join(", ");
        Problem::invalid(vec![FieldError::new(field, "one_of").with("known", known)])
    })
}

fn versioned(
    app: &AppState,
    locale: Locale,
    view: chonoi_market::proposals::ProposalView,
) -> Versioned<ProposalView> {
    let speaker = Speaker {
        locale,
        catalogue: app.market.catalogue(),
    };
    Versioned(view.version, ProposalView::of(speaker, view))
}
