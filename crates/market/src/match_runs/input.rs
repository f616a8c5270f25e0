//! What goes into a run: the posts that are open, less what is already promised, and what earlier runs left behind.

use std::collections::{BTreeMap, BTreeSet};

use chonoi_domain::actor::Verification;
use chonoi_domain::capacity::Capacity;
use chonoi_domain::id::{CapacityId, CertificateId, OfferId, OrganisationId, RequestId};
use chonoi_domain::organisation::Organisation;
use chonoi_domain::post::offer::{Offer, OfferTerms};
use chonoi_domain::post::request::{Request, RequestTerms};
use chonoi_domain::proposal::ProposalStatus;
use chonoi_domain::quantity::Quantity;
use chonoi_domain::window::DateWindow;
use chonoi_matching::market::{self as engine, OfferPost, PairId, RequestPost};
use chonoi_store::proposals::Proposal;
use chonoi_store::{Reader, audit, certificates, offers, organisations, posts, proposals, requests};
use time::Date;

use crate::error::Error;
use crate::service::Market;

/// Everything that a run reads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Input {
    /// Open offers.
    pub(crate) offers: BTreeMap<OfferId, offers::Record>,
    /// Open requests.
    pub(crate) requests: BTreeMap<RequestId, requests::Record>,
    /// Who posted them.
    pub(crate) organisations: BTreeMap<OrganisationId, Organisation>,
    /// Proposals that nobody has answered.
    pub(crate) open: Vec<Proposal>,
    /// Proposals that one side accepted: their quantity is spoken for.
    pub(crate) kept: Vec<Proposal>,
    /// Collection points in force.
    pub(crate) points: BTreeMap<CapacityId, Capacity>,
    /// The same as the engine reads it.
    pub(crate) market: engine::Market,
}

/// What was said when a pair was declined; it stays out as long as both posts still say it.
pub(crate) fn terms_digest(offer: &OfferTerms, request: &RequestTerms) -> String {
    audit::digest(&(offer, request))
}

impl Market {
    /// Reads the market as it stands.
    pub(crate) async fn match_input(&self, db: &impl Reader) -> Result<Input, Error> {
        let today = self.today();
        let mut input = Input::default();
        for record in posts::open::<Offer>(db, today).await? {
            input.offers.insert(record.post.id, record);
        }
        for record in posts::open::<Request>(db, today).await? {
            input.requests.insert(record.post.id, record);
        }
        let sellers = input.offers.values().map(|record| record.post.supplier);
        let buyers = input.requests.values().map(|record| record.post.buyer);
        let parties: BTreeSet<_> = sellers.chain(buyers).collect();
        let parties: Vec<_> = parties.into_iter().collect();
        for party in organisations::find_many(db, &parties).await? {
            input.organisations.insert(party.id, party);
        }
        input.leave_out_unverified();
        let held = certificates::counting(db, None, today).await?;
        let waiting = proposals::waiting(db).await?;
        let declined = proposals::declined(db).await?;
        input.take_up(waiting, &declined);
        input.write(&held.into_iter().collect(), today);
        self.add_points(db, &mut input, today).await?;
        Ok(input)
    }
}

impl Input {
    /// What collection points are called, by the id that the engine knows them by.
    pub(crate) fn point_names(&self) -> BTreeMap<String, String> {
        let points = self.points.values();
        points
            .map(|kept| (kept.id.to_string(), kept.terms.name.clone()))
            .collect()
    }

    /// Only posts of verified organisations are matched.
    fn leave_out_unverified(&mut self) {
        let parties = &self.organisations;
        let verified = |id: &OrganisationId| {
            parties
                .get(id)
                .is_some_and(|o| o.verification == Verification::Verified)
        };
        self.offers.retain(|_, record| verified(&record.post.supplier));
        self.requests.retain(|_, record| verified(&record.post.buyer));
    }

    /// What earlier runs proposed, and what of it still counts.
    fn take_up(&mut self, waiting: Vec<Proposal>, declined: &[Proposal]) {
        let mut left: BTreeMap<OfferId, i64> = BTreeMap::new();
        let mut lacking: BTreeMap<RequestId, i64> = BTreeMap::new();
        for record in self.offers.values() {
            left.insert(record.post.id, record.post.available().0);
        }
        for record in self.requests.values() {
            lacking.insert(record.post.id, record.post.open().0);
        }
        for proposal in waiting {
            if proposal.status == ProposalStatus::Open {
                self.open.push(proposal);
                continue;
            }
            // Accepted by one side, but another deal was faster: there is no longer enough, so it binds nobody.
            let both = left
                .get_mut(&proposal.offer)
                .zip(lacking.get_mut(&proposal.request));
            let Some((left, lacking)) = both else { continue };
            if *left >= proposal.quantity.0 && *lacking >= proposal.quantity.0 {
                *left -= proposal.quantity.0;
                *lacking -= proposal.quantity.0;
                self.kept.push(proposal);
            }
        }
        let current = |proposal: &&Proposal| {
            let offer = self.offers.get(&proposal.offer);
            let request = self.requests.get(&proposal.request);
            let said = proposal.declined.as_ref().map(|no| no.terms.as_str());
            offer.zip(request).is_some_and(|(offer, request)| {
                Some(terms_digest(&offer.post.terms, &request.post.terms).as_str()) == said
            })
        };
        let mut excluded: Vec<_> = declined.iter().filter(current).map(pair).collect();
        excluded.sort();
        excluded.dedup();
        self.market.excluded = excluded;
        self.market.preferred = self.open.iter().map(pair).collect();
        self.market.preferred.sort();
        self.market.preferred.dedup();
    }

    /// The posts as the engine reads them, with what is left of each.
    fn write(&mut self, held: &BTreeSet<(OrganisationId, CertificateId)>, today: Date) {
        let mut spoken_offers: BTreeMap<OfferId, i64> = BTreeMap::new();
        let mut spoken_requests: BTreeMap<RequestId, i64> = BTreeMap::new();
        for proposal in &self.kept {
            *spoken_offers.entry(proposal.offer).or_default() += proposal.quantity.0;
            *spoken_requests.entry(proposal.request).or_default() += proposal.quantity.0;
        }
        let spoken = |id| spoken_offers.get(&id).copied().unwrap_or_default();
        let posts = self
            .offers
            .values()
            .filter_map(|r| offer_post(r, spoken(r.post.id), held, today));
        self.market.offers = posts.collect();
        let spoken = |id| spoken_requests.get(&id).copied().unwrap_or_default();
        let posts = self
            .requests
            .values()
            .filter_map(|r| request_post(r, spoken(r.post.id), today));
        self.market.requests = posts.collect();
    }
}

fn pair(proposal: &Proposal) -> PairId {
    PairId {
        offer: proposal.offer.to_string(),
        request: proposal.request.to_string(),
    }
}

/// `None` where nothing is left or the harvest is past.
fn offer_post(
    record: &offers::Record,
    spoken: i64,
    held: &BTreeSet<(OrganisationId, CertificateId)>,
    today: Date,
) -> Option<OfferPost> {
    let (offer, terms) = (&record.post, &record.post.terms);
    let quantity = offer.available().0 - spoken;
    let counts = |id: &&CertificateId| held.contains(&(offer.supplier, (*id).clone()));
    // Nothing ships before today.
    let harvest = DateWindow::new(terms.harvest.from().max(today), terms.harvest.to()).ok()?;
    (quantity > 0).then(|| OfferPost {
        id: offer.id.to_string(),
        supplier: offer.supplier.to_string(),
        product: terms.product.clone(),
        state: terms.state,
        grade: terms.grade.clone(),
        quantity: Quantity(quantity),
        min_lot: terms.min_lot,
        harvest,
        place: terms.place.clone(),
        ask: terms.ask,
        basis: terms.basis.clone(),
        certificates: terms.certificates.iter().filter(counts).cloned().collect(),
    })
}

/// `None` where nothing is lacking. What is wanted day by day is lacking on the days that are left; what is promised
/// counts for the first of them.
fn request_post(record: &requests::Record, spoken: i64, today: Date) -> Option<RequestPost> {
    let (request, terms) = (&record.post, &record.post.terms);
    let (mut quantity, mut delivery) = (request.open().0 - spoken, terms.delivery);
    if let Some(daily) = terms.daily_quantity {
        delivery = DateWindow::new(delivery.from().max(today), delivery.to()).ok()?;
        quantity = quantity.min(daily.0.saturating_mul(delivery.days()));
    }
    (quantity > 0).then(|| RequestPost {
        id: request.id.to_string(),
        buyer: request.buyer.to_string(),
        alternatives: terms.alternatives.clone(),
        states: terms.states.clone(),
        grade: terms.grade.clone(),
        quantity: Quantity(quantity),
        daily_quantity: terms.daily_quantity,
        min_lot: terms.min_lot,
        delivery,
        place: terms.place.clone(),
        certificates: terms.certificates.clone(),
        urgency: terms.urgency,
        min_life_days: terms.min_life_days,
    })
}
