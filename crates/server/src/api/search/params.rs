//! The parameters of a search, as an address and a kept search hold them.

use chonoi_market::search::SearchQuery;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What is searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams, ToSchema)]
#[serde(default)]
#[into_params(parameter_in = Query)]
#[schema(as = SearchQuery)]
pub(crate) struct SearchParams {
    /// What was typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    q: Option<String>,
    /// `offer` (when left out), `request`, `organisation` or `product`.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    /// Ids of categories; what lies below counts too. Several values of one parameter stand with commas between them.
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    /// Ids of products.
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<String>,
    /// States of the goods.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    /// A size or quality.
    #[serde(skip_serializing_if = "Option::is_none")]
    grade: Option<String>,
    /// Weeks, `2026-W48`.
    #[serde(skip_serializing_if = "Option::is_none")]
    week: Option<String>,
    /// Codes of provinces.
    #[serde(skip_serializing_if = "Option::is_none")]
    province: Option<String>,
    /// Codes of communes.
    #[serde(skip_serializing_if = "Option::is_none")]
    commune: Option<String>,
    /// Ids of certificates, all of which must be there, verified and valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<String>,
    /// Kinds of the organisation behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    party_kind: Option<String>,
    /// `forecast`, `confirmed`, `ready`.
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<String>,
    /// Bands of prices, as the facet names them: `20000-50000`.
    #[serde(skip_serializing_if = "Option::is_none")]
    price_band: Option<String>,
    /// Bands of volumes in grams, as the facet names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    volume_band: Option<String>,
    /// Costs at least this, đồng per 1,000 base units.
    #[serde(skip_serializing_if = "Option::is_none")]
    price_min: Option<i64>,
    /// Costs at most this.
    #[serde(skip_serializing_if = "Option::is_none")]
    price_max: Option<i64>,
    /// Has at least this, grams.
    #[serde(skip_serializing_if = "Option::is_none")]
    volume_min: Option<i64>,
    /// Has at most this.
    #[serde(skip_serializing_if = "Option::is_none")]
    volume_max: Option<i64>,
    /// Is there on or after this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Is there on or before this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// Code of a place to measure from.
    #[serde(skip_serializing_if = "Option::is_none")]
    near: Option<String>,
    /// Lies at most so many kilometres from it, in a straight line.
    #[serde(skip_serializing_if = "Option::is_none")]
    within_km: Option<i64>,
    /// Code of the province it must be brought to before it spoils.
    #[serde(skip_serializing_if = "Option::is_none")]
    deliver_to: Option<String>,
    /// The day by which it must be there.
    #[serde(skip_serializing_if = "Option::is_none")]
    deliver_by: Option<String>,
    /// `relevance` (when left out), `price`, `date`, `distance` (from `near`) or `volume`.
    #[serde(skip_serializing_if = "Option::is_none")]
    sort: Option<String>,
    /// Which page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u64>,
    /// Hits a page, 24 when left out, at most 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    per_page: Option<u64>,
}

impl From<SearchParams> for SearchQuery {
    fn from(params: SearchParams) -> Self {
        Self {
            q: params.q,
            kind: params.kind,
            category: params.category,
            product: params.product,
            state: params.state,
            grade: params.grade,
            week: params.week,
            province: params.province,
            commune: params.commune,
            certificate: params.certificate,
            party_kind: params.party_kind,
            confidence: params.confidence,
            price_band: params.price_band,
            volume_band: params.volume_band,
            price_min: params.price_min,
            price_max: params.price_max,
            volume_min: params.volume_min,
            volume_max: params.volume_max,
            from: params.from,
            to: params.to,
            near: params.near,
            within_km: params.within_km,
            deliver_to: params.deliver_to,
            deliver_by: params.deliver_by,
            sort: params.sort,
            page: params.page,
            per_page: params.per_page,
        }
    }
}

impl From<SearchQuery> for SearchParams {
    fn from(query: SearchQuery) -> Self {
        Self {
            q: query.q,
            kind: query.kind,
            category: query.category,
            product: query.product,
            state: query.state,
            grade: query.grade,
            week: query.week,
            province: query.province,
            commune: query.commune,
            certificate: query.certificate,
            party_kind: query.party_kind,
            confidence: query.confidence,
            price_band: query.price_band,
            volume_band: query.volume_band,
            price_min: query.price_min,
            price_max: query.price_max,
            volume_min: query.volume_min,
            volume_max: query.volume_max,
            from: query.from,
            to: query.to,
            near: query.near,
            within_km: query.within_km,
            deliver_to: query.deliver_to,
            deliver_by: query.deliver_by,
            sort: query.sort,
            page: query.page,
            per_page: query.per_page,
        }
    }
}
