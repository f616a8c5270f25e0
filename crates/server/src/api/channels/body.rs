//! Channels and listings as the API shows them.

use std::collections::BTreeMap;

use chonoi_domain::channel::{ChannelKind, DelistReason};
use chonoi_market::channels::results::{Results, RowFault};
use chonoi_market::channels::view;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::briefs::rfc3339;
use crate::api::feeds;
use crate::api::post_briefs::OfferBrief;
use crate::locale::{Locale, t};
use crate::problem::render::{Field, message};

/// All channels.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Channels {
    pub(crate) items: Vec<ChannelView>,
}

/// A sales channel.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChannelView)]
pub(crate) struct ChannelView {
    id: String,
    name: String,
    /// `file` or `feed`.
    kind: &'static str,
    /// Against what the connection was run, and against what not.
    ran_against: String,
    /// Listings by phase.
    counts: BTreeMap<&'static str, u64>,
    /// Where the listing file is downloaded.
    file_url: Option<String>,
    /// Where the feed is read.
    feed_url: Option<String>,
}

impl ChannelView {
    pub(crate) fn of(locale: Locale, channel: view::ChannelView) -> Self {
        let file = channel.kind == ChannelKind::File;
        let counts = channel.counts.into_iter();
        Self {
            name: channel.name,
            kind: channel.kind.as_str(),
            ran_against: match locale {
                Locale::Vi => channel.ran_against,
                Locale::En => channel.ran_against_en,
            },
            counts: counts.map(|(phase, rows)| (phase.as_str(), rows)).collect(),
            file_url: file.then(|| format!("/api/v1/channels/{}/file", channel.id)),
            feed_url: (!file).then(|| feeds::XML.to_owned()),
            id: channel.id,
        }
    }
}

/// Which listings are asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListingParams {
    /// Phase.
    pub(crate) phase: Option<String>,
    /// Words, with or without their marks, in what the offer is searched by, or in the number.
    pub(crate) q: Option<String>,
    /// Rows a page, at most 100.
    pub(crate) limit: Option<u64>,
    /// Where the page starts.
    pub(crate) cursor: Option<String>,
}

/// One offer on one channel.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListingView)]
pub(crate) struct ListingView {
    id: Uuid,
    offer: OfferBrief,
    /// The number under which the platform knows it.
    sku: String,
    /// `listed` or `delisted`.
    desired: &'static str,
    /// Why it should not be on sale; null while it should.
    reason: Option<DelistReasonView>,
    /// `pending`, `applying`, `in_review`, `live`, `delisting`, `delisted`, `awaiting_operator` or `dead`.
    phase: &'static str,
    attempts: i32,
    /// What the platform had against it.
    last_error: Vec<Field>,
    updated_at: String,
}

/// Why an offer is not on a channel.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DelistReason)]
pub(crate) struct DelistReasonView {
    /// Stable code.
    code: &'static str,
    /// In a sentence.
    text: String,
}

impl ListingView {
    pub(crate) fn of(locale: Locale, listing: view::ListingView) -> Self {
        let errors = listing.last_error.into_iter();
        Self {
            id: listing.id.0,
            offer: listing.offer.into(),
            sku: listing.sku,
            desired: listing.desired.as_str(),
            reason: listing.reason.map(|reason| why(locale, reason)),
            phase: listing.phase.as_str(),
            attempts: listing.attempts,
            last_error: errors.map(|error| Field::of(locale, &error)).collect(),
            updated_at: rfc3339(listing.updated_at),
        }
    }
}

fn why(locale: Locale, reason: DelistReason) -> DelistReasonView {
    DelistReasonView {
        code: reason.as_str(),
        text: t(locale, &format!("delist.{reason}"), &[]),
    }
}

/// In which format a file is wanted.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct FileParams {
    /// `xlsx` (when left out) or `csv`.
    pub(crate) format: Option<String>,
}

/// What came of a platform's result file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ResultReport {
    /// Rows that the platform took.
    applied: usize,
    /// Rows that it refused.
    rejected: usize,
    /// Rows that are none of ours, or were never handed out.
    unknown: usize,
    errors: Vec<ResultFault>,
}

/// One row that needs a person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ResultFault {
    /// Line of a CSV file or row of a worksheet, from 1.
    line: u64,
    /// The number in that row.
    sku: String,
    /// The field at fault, where the platform names one.
    field: String,
    /// Code of the rule.
    rule: String,
    /// In a sentence.
    message: String,
}

impl ResultReport {
    pub(crate) fn of(locale: Locale, results: Results) -> Self {
        let fault = |RowFault { line, sku, error }| ResultFault {
            line,
            sku,
            message: message(locale, &error),
            field: error.field,
            rule: error.rule,
        };
        Self {
            applied: results.applied,
            rejected: results.rejected,
            unknown: results.unknown,
            errors: results.errors.into_iter().map(fault).collect(),
        }
    }
}
