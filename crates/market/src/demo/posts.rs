//! The files as organisations, certificates and posts, with fresh ids and dates of today.

use std::collections::{BTreeMap, BTreeSet};

use chonoi_domain::actor::{Capabilities, Verification};
use chonoi_domain::capacity::Capacity;
use chonoi_domain::certificate::{CertificateStatus, HeldCertificate};
use chonoi_domain::id::{CertificateId, OrganisationId};
use chonoi_domain::organisation::{Contact, Organisation};
use chonoi_domain::post::offer::Offer;
use chonoi_domain::post::provenance::Provenance;
use chonoi_domain::post::request::Request;
use chonoi_domain::sheet::{Row, SheetError, SheetParser};
use chonoi_domain::window::DateWindow;
use chonoi_store::{offers, requests};
use time::Duration;

use super::files::{self, OrganisationRow, broken};
use super::{capacities, sources};
use crate::error::Error;
use crate::import::reader;
use crate::service::Market;

/// Everything there is to load; posts with the text that searches look in.
pub(super) struct Content {
    pub(super) organisations: Vec<Organisation>,
    pub(super) certificates: Vec<HeldCertificate>,
    pub(super) offers: Vec<(offers::Record, String)>,
    pub(super) requests: Vec<(requests::Record, String)>,
    pub(super) capacities: Vec<Capacity>,
}

/// Reads all files.
pub(super) fn read(market: &Market) -> Result<Content, Error> {
    let rows = files::organisations()?;
    let organisations = rows
        .iter()
        .map(|row| organisation(market, row))
        .collect::<Result<Vec<_>, _>>()?;
    let loader = Loader {
        market,
        shift: (market.today() - files::first_day()?).whole_days(),
        by_code: rows
            .iter()
            .map(|row| row.id.as_str())
            .zip(&organisations)
            .collect(),
        provenance: provenance()?,
    };
    let parser = SheetParser::new(market.catalogue());
    let table = rows_of("offers.csv", files::OFFERS)?;
    let offers = parser
        .offers(&table, |_| {})
        .map_err(|errors| faulty("offers.csv", &errors))?;
    let offers = offers
        .posts
        .into_iter()
        .map(|row| loader.offer(row))
        .collect::<Result<Vec<_>, _>>()?;
    let table = rows_of("requests.csv", files::REQUESTS)?;
    let requests = parser
        .requests(&table, |_| {})
        .map_err(|errors| faulty("requests.csv", &errors))?;
    let requests = requests
        .posts
        .into_iter()
        .map(|row| loader.request(row))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Content {
        capacities: capacities::read(market, &organisations)?,
        certificates: loader.certificates(&offers),
        organisations,
        offers,
        requests,
    })
}

struct Loader<'a> {
    market: &'a Market,
    shift: i64,
    by_code: BTreeMap<&'a str, &'a Organisation>,
    provenance: BTreeMap<String, Provenance>,
}

impl Loader<'_> {
    fn offer(&self, row: chonoi_domain::sheet::OfferRow) -> Result<(offers::Record, String), Error> {
        let supplier = self.party("offers.csv", row.supplier.as_deref())?;
        let mut terms = row.terms;
        terms.harvest = self.shifted("offers.csv", terms.harvest)?;
        let text = self.market.search_text::<Offer>(&terms, supplier);
        let provenance = self.source("offers.csv", row.id.as_deref())?;
        let record = offers::Record {
            provenance,
            ..self.market.new_post(supplier, terms, true)
        };
        Ok((record, text))
    }

    fn request(&self, row: chonoi_domain::sheet::RequestRow) -> Result<(requests::Record, String), Error> {
        let buyer = self.party("requests.csv", row.buyer.as_deref())?;
        let mut terms = row.terms;
        terms.delivery = self.shifted("requests.csv", terms.delivery)?;
        let text = self.market.search_text::<Request>(&terms, buyer);
        let provenance = self.source("requests.csv", row.id.as_deref())?;
        let record = requests::Record {
            provenance,
            ..self.market.new_post(buyer, terms, true)
        };
        Ok((record, text))
    }

    /// The certificates that offers claim, as held and verified.
    fn certificates(&self, offers: &[(offers::Record, String)]) -> Vec<HeldCertificate> {
        let claimed = offers.iter().flat_map(|(record, _)| {
            let of = record.post.supplier;
            record.post.terms.certificates.iter().map(move |kind| (of, kind))
        });
        let claimed: BTreeSet<_> = claimed.collect();
        claimed
            .into_iter()
            .map(|(of, kind)| self.certificate(of, kind))
            .collect()
    }

    fn certificate(&self, organisation: OrganisationId, kind: &CertificateId) -> HeldCertificate {
        let (now, today) = (self.market.now(), self.market.today());
        HeldCertificate {
            id: self.market.clock.fresh_id().into(),
            organisation,
            kind: kind.clone(),
            number: "(minh họa)".to_owned(),
            issuer: "(minh họa)".to_owned(),
            valid_from: today - Duration::days(30),
            valid_to: today + Duration::days(365),
            file: None,
            status: CertificateStatus::Verified,
            decided: None,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    fn party(&self, file: &str, code: Option<&str>) -> Result<&Organisation, Error> {
        let code = code.unwrap_or_default();
        let found = self.by_code.get(code).copied();
        found.ok_or_else(|| broken(file, format!("no organisation {code}")))
    }

    fn shifted(&self, file: &str, window: DateWindow) -> Result<DateWindow, Error> {
        window
            .shifted(self.shift)
            .ok_or_else(|| broken(file, "a date beyond the calendar"))
    }

    fn source(&self, file: &str, post: Option<&str>) -> Result<Option<Provenance>, Error> {
        let post = post.unwrap_or_default();
        let found = self.provenance.get(post).cloned();
        found
            .map(Some)
            .ok_or_else(|| broken(file, format!("{post} has no source in provenance.csv")))
    }
}

fn organisation(market: &Market, row: &OrganisationRow) -> Result<Organisation, Error> {
    let now = market.now();
    Ok(Organisation {
        id: market.clock.fresh_id().into(),
        code: Some(row.id.clone()),
        name: row.name.clone(),
        short_name: row.short_name.clone(),
        kind: row
            .kind
            .parse()
            .map_err(|error| broken("organisations.csv", error))?,
        tax_code: None,
        place: row.place.as_str().into(),
        capabilities: capabilities(&row.capabilities),
        verification: Verification::Verified,
        decision: None,
        demo: true,
        source_id: Some(row.source_id.clone()).filter(|ids| !ids.is_empty()),
        contact: Contact::default(),
        version: 1,
        created_at: now,
        updated_at: now,
    })
}

/// `collects processes kg_per_day=750`.
fn capabilities(text: &str) -> Capabilities {
    let has = |word| text.split_whitespace().any(|w| w == word);
    let mut words = text.split_whitespace();
    Capabilities {
        collects: has("collects"),
        processes: has("processes"),
        freezes: has("freezes"),
        packs: has("packs"),
        carries: has("carries"),
        kg_per_day: words.find_map(|w| w.strip_prefix("kg_per_day=")?.parse().ok()),
    }
}

/// The source of each post by its id.
fn provenance() -> Result<BTreeMap<String, Provenance>, Error> {
    let sources = sources::all()?;
    let mut found = BTreeMap::new();
    for (post, row) in files::provenance()? {
        let source = sources.get(&row.source_id);
        let provenance = Provenance {
            basis: row
                .basis
                .parse()
                .map_err(|error| broken("provenance.csv", error))?,
            publisher: source.map(|s| s.publisher.clone()).unwrap_or_default(),
            url: source.map(|s| s.url.clone()).unwrap_or_default(),
            source_id: row.source_id,
            figure: [row.figure, row.share]
                .into_iter()
                .filter(|t| !t.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
        };
        found.insert(post, provenance);
    }
    Ok(found)
}

fn rows_of(file: &str, text: &str) -> Result<Vec<Row>, Error> {
    reader::rows(text.as_bytes()).map_err(|error| broken(file, error))
}

fn faulty(file: &str, errors: &[SheetError]) -> Error {
    broken(
        file,
        format!("{} faults, first: {:?}", errors.len(), errors.first()),
    )
}
