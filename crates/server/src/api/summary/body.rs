//! The market on one page, as it is shown.

use chonoi_market::basis;
use chonoi_market::demo::sources;
use chonoi_market::summary::{self, season};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::briefs::{PlaceBrief, ProductBrief, rfc3339};

/// Over which products.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct SummaryParams {
    /// Id of a category; what lies below it counts too.
    pub(crate) category: Option<String>,
    /// Id of a product.
    pub(crate) product: Option<String>,
}

/// The market on one page. Goods counted in pieces or litres are weighed by the catalogue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MarketSummary)]
pub(crate) struct SummaryView {
    /// Whether the demonstration market, built from published figures, is among it.
    demo: bool,
    as_of: String,
    /// The newest run.
    run_id: Option<Uuid>,
    /// What is offered, sold or not.
    offers: Total,
    /// What is requested, covered or not.
    requests: Total,
    /// What is proposed or agreed.
    matched: Total,
    /// The same by province, the largest first.
    flows: Vec<Flow>,
    season: Season,
    /// Products of which more is requested than offered, the largest gap first.
    scarcity: Vec<Scarce>,
    sources: Vec<Source>,
}

/// A total with what it rests on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MarketTotal)]
pub(crate) struct Total {
    count: i64,
    grams: i64,
    shares: Shares,
}

/// Grams by what they rest on; they add up to the total.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Shares {
    published: i64,
    derived: i64,
    assumption: i64,
    /// Posted by members themselves.
    own: i64,
}

/// What goes to one province.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Flow {
    province: PlaceBrief,
    grams: i64,
    proposals: i64,
    shares: Shares,
}

/// The season calendar.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Season {
    /// The Mondays on which the weeks begin.
    weeks: Vec<String>,
    rows: Vec<SeasonRow>,
}

/// One product's weeks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SeasonRow {
    product: ProductBrief,
    grams: Vec<i64>,
}

/// A scarce product.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Scarce {
    product: ProductBrief,
    requested_g: i64,
    offered_g: i64,
}

/// A published source.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Source {
    id: String,
    publisher: String,
    url: String,
    /// A day, a month or a year; empty where it is not known.
    published: String,
}

impl From<summary::SummaryView> for SummaryView {
    fn from(view: summary::SummaryView) -> Self {
        Self {
            demo: view.demo,
            as_of: rfc3339(view.as_of),
            run_id: view.run.map(|id| id.0),
            offers: view.offers.into(),
            requests: view.requests.into(),
            matched: view.matched.into(),
            flows: view.flows.into_iter().map(Into::into).collect(),
            season: view.season.into(),
            scarcity: view.scarcity.into_iter().map(Into::into).collect(),
            sources: view.sources.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<summary::Total> for Total {
    fn from(total: summary::Total) -> Self {
        Self {
            count: total.count,
            grams: total.grams,
            shares: total.shares.into(),
        }
    }
}

impl From<basis::Shares> for Shares {
    fn from(shares: basis::Shares) -> Self {
        Self {
            published: shares.published,
            derived: shares.derived,
            assumption: shares.assumption,
            own: shares.own,
        }
    }
}

impl From<summary::FlowView> for Flow {
    fn from(flow: summary::FlowView) -> Self {
        Self {
            province: flow.province.into(),
            grams: flow.total.grams,
            proposals: flow.total.count,
            shares: flow.total.shares.into(),
        }
    }
}

impl From<season::Season> for Season {
    fn from(season: season::Season) -> Self {
        let row = |row: season::SeasonRow| SeasonRow {
            product: row.product.into(),
            grams: row.grams,
        };
        Self {
            weeks: season.weeks.iter().map(ToString::to_string).collect(),
            rows: season.rows.into_iter().map(row).collect(),
        }
    }
}

impl From<summary::Scarce> for Scarce {
    fn from(scarce: summary::Scarce) -> Self {
        Self {
            product: scarce.product.into(),
            requested_g: scarce.requested_g,
            offered_g: scarce.offered_g,
        }
    }
}

impl From<sources::Source> for Source {
    fn from(source: sources::Source) -> Self {
        Self {
            id: source.id,
            publisher: source.publisher,
            url: source.url,
            published: source.published,
        }
    }
}
