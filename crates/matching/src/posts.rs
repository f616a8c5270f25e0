//! Posts with everything looked up that pairing needs again and again.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chonoi_domain::catalogue::{Catalogue, Lead, Product};
use chonoi_domain::id::{CertificateId, PlaceCode, ProductId};
use chonoi_domain::post::offer::PriceBasis;
use chonoi_domain::quantity::{BaseUnit, Quantity};

use crate::days;
use crate::market::{CapacityPost, Market, OfferPost, RequestPost};
use crate::policy::{Policy, per_thousand};

/// An offer ready to be paired. Days are Julian day numbers, amounts đồng per 1,000 base units.
#[derive(Clone, Debug)]
pub(crate) struct ReadyOffer<'a> {
    pub(crate) post: Cow<'a, OfferPost>,
    pub(crate) product: &'a Product,
    pub(crate) ask: i64,
    pub(crate) ask_assumed: bool,
    pub(crate) handling: i64,
    /// Lost by goods that arrive at the end of their life.
    pub(crate) freshness: i64,
    pub(crate) stability: i64,
    /// `s_i`.
    pub(crate) unsold_cost: i64,
    /// How long the goods keep in the offered state; `None` for ever.
    pub(crate) life_hours: Option<i64>,
    pub(crate) from: i64,
    pub(crate) to: i64,
    /// Provinces it is delivered to; `None` where the buyer pays the freight.
    pub(crate) delivered_to: Option<BTreeSet<&'a PlaceCode>>,
    pub(crate) certificates: BTreeSet<&'a CertificateId>,
    /// The collection point it goes through, by its place among the points of the run, then of its market.
    pub(crate) point: Option<usize>,
    pub(crate) preferred: BTreeSet<Cow<'a, str>>,
    pub(crate) excluded: BTreeSet<Cow<'a, str>>,
}

/// A collection point or processor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Point<'a> {
    pub(crate) post: &'a CapacityPost,
}

impl Point<'_> {
    /// What it can still take in all, in base units; `None` where only its days have a limit.
    pub(crate) fn room(&self) -> Option<i64> {
        let taken = self.post.taken.iter().map(|load| load.quantity.0);
        let taken = taken.fold(0, i64::saturating_add);
        let Quantity(most) = self.post.quantity?;
        Some(most.saturating_sub(taken).max(0))
    }

    /// What it can still take of what ships on a Julian day; `None` where its days have no limit.
    pub(crate) fn room_on(&self, day: i64) -> Option<i64> {
        let Quantity(most) = self.post.daily_quantity?;
        let loads = self.post.taken.iter();
        let that_day = loads.filter(|load| i64::from(load.date.to_julian_day()) == day);
        let taken = that_day.map(|load| load.quantity.0).fold(0, i64::saturating_add);
        Some(most.saturating_sub(taken).max(0))
    }
}

/// A request ready to be paired.
#[derive(Clone, Debug)]
pub(crate) struct ReadyRequest<'a> {
    /// Of a request of several days that is wanted day by day: one of the days.
    pub(crate) post: Cow<'a, RequestPost>,
    pub(crate) wanted: Vec<Wanted<'a>>,
    /// `u_j`.
    pub(crate) unmet_cost: i64,
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) min_life_hours: i64,
    pub(crate) province: &'a PlaceCode,
}

/// One of the products that would do.
#[derive(Clone, Debug)]
pub(crate) struct Wanted<'a> {
    pub(crate) product: &'a Product,
    pub(crate) bid: i64,
    pub(crate) bid_assumed: bool,
}

/// The offers by id. A post that the checks let through has all it needs; any other is left out.
pub(crate) fn offers<'a>(
    catalogue: &'a Catalogue,
    market: &'a Market,
    policy: &Policy,
) -> Vec<ReadyOffer<'a>> {
    let mut ready: Vec<_> = market
        .offers
        .iter()
        .filter_map(|post| offer(catalogue, policy, Cow::Borrowed(post)))
        .collect();
    ready.sort_by(|a, b| a.post.id.cmp(&b.post.id));
    let points = points(market);
    for offer in &mut ready {
        offer.point = point_of(catalogue, &points, &offer.post);
    }
    for (pairs, bonus) in [(&market.preferred, true), (&market.excluded, false)] {
        for pair in pairs {
            let at = ready.binary_search_by(|offer| offer.post.id.cmp(&pair.offer));
            if let Some(offer) = at.ok().and_then(|at| ready.get_mut(at)) {
                let partners = if bonus {
                    &mut offer.preferred
                } else {
                    &mut offer.excluded
                };
                partners.insert(Cow::Borrowed(pair.request.as_str()));
            }
        }
    }
    ready
}

/// The points in the order in which an offer is asked whether it goes through them.
pub(crate) fn points(market: &Market) -> Vec<Point<'_>> {
    let mut points: Vec<_> = market.capacities.iter().map(|post| Point { post }).collect();
    points.sort_by_key(|point| (point.post.window.from(), &point.post.id));
    points
}

/// The products of the offers that go through one point, for every point that has any.
pub(crate) fn through<'m>(catalogue: &Catalogue, market: &'m Market) -> Vec<BTreeSet<&'m ProductId>> {
    let points = points(market);
    let mut through: BTreeMap<usize, BTreeSet<&ProductId>> = BTreeMap::new();
    for offer in &market.offers {
        if let Some(point) = point_of(catalogue, &points, offer) {
            through.entry(point).or_default().insert(&offer.product);
        }
    }
    through.into_values().collect()
}

pub(crate) fn point_of(catalogue: &Catalogue, points: &[Point<'_>], offer: &OfferPost) -> Option<usize> {
    if points.is_empty() {
        return None;
    }
    let weighed = catalogue.product(&offer.product)?.base_unit == BaseUnit::Gram;
    let province = catalogue.province_of(&offer.place).map(|place| &place.code);
    let takes = |post: &CapacityPost| {
        let (from, to) = (post.window.from(), post.window.to());
        ((weighed && post.products.is_empty()) || post.products.contains(&offer.product))
            && from <= offer.harvest.to()
            && to >= offer.harvest.from()
    };
    let at = |place: Option<&PlaceCode>| {
        let fits = |point: &Point<'_>| Some(&point.post.place) == place && takes(point.post);
        points.iter().position(fits)
    };
    at(Some(&offer.place)).or_else(|| at(province))
}

/// The requests by id, those wanted day by day as one request a day.
pub(crate) fn requests<'a>(
    catalogue: &'a Catalogue,
    market: &'a Market,
    policy: &Policy,
) -> Vec<ReadyRequest<'a>> {
    let mut ready: Vec<_> = market
        .requests
        .iter()
        .flat_map(days::of)
        .filter_map(|post| request(catalogue, policy, post))
        .collect();
    ready.sort_by(|a, b| (&a.post.id, a.from).cmp(&(&b.post.id, b.from)));
    ready
}

/// `None` for a post that the checks refuse.
pub(crate) fn offer<'a>(
    catalogue: &'a Catalogue,
    policy: &Policy,
    post: Cow<'a, OfferPost>,
) -> Option<ReadyOffer<'a>> {
    let product = catalogue.product(&post.product)?;
    let life_hours = product.hours_in(post.state);
    let weigh = |per_kg| per_thousand(per_kg, product);
    // A band is a farm-gate price, so an ask taken from it is one too, whatever the basis says.
    let ask = post.ask.or(product.band.map(|band| band.min))?;
    let kinds = post
        .certificates
        .iter()
        .filter_map(|id| catalogue.certificate(id));
    Some(ReadyOffer {
        certificates: kinds.map(|kind| &kind.id).collect(),
        product,
        ask: ask.0,
        ask_assumed: post.ask.is_none(),
        handling: weigh(policy.handling_per_kg),
        freshness: weigh(policy.freshness_per_kg),
        stability: weigh(policy.stability_per_kg),
        unsold_cost: weigh(policy.unsold(life_hours)),
        life_hours,
        from: post.harvest.from().to_julian_day().into(),
        to: post.harvest.to().to_julian_day().into(),
        delivered_to: match &post.basis {
            PriceBasis::Farm => None,
            PriceBasis::Delivered { provinces } => Some(
                provinces
                    .iter()
                    .filter_map(|code| catalogue.province_of(code))
                    .map(|place| &place.code)
                    .collect(),
            ),
        },
        point: None,
        preferred: BTreeSet::new(),
        excluded: BTreeSet::new(),
        post,
    })
}

/// `None` for a post that the checks refuse.
pub(crate) fn request<'a>(
    catalogue: &'a Catalogue,
    policy: &Policy,
    post: Cow<'a, RequestPost>,
) -> Option<ReadyRequest<'a>> {
    let wanted = post.alternatives.iter().filter_map(|alternative| {
        let product = catalogue.product(&alternative.product)?;
        let bid = alternative.bid.or(product.band.map(|band| band.max))?;
        Some(Wanted {
            product,
            bid: bid.0,
            bid_assumed: alternative.bid.is_none(),
        })
    });
    let wanted: Vec<_> = wanted.collect();
    let first = wanted.first()?.product;
    Some(ReadyRequest {
        unmet_cost: per_thousand(policy.unmet(post.urgency), first),
        wanted,
        from: post.delivery.from().to_julian_day().into(),
        to: post.delivery.to().to_julian_day().into(),
        min_life_hours: i64::from(post.min_life_days) * 24,
        province: &catalogue.province_of(&post.place)?.code,
        post,
    })
}

impl ReadyOffer<'_> {
    /// An offer priced "delivered" carries no freight; an ask taken from the band is at the farm.
    pub(crate) fn freight(&self, catalogue: &Catalogue, km: i64) -> i64 {
        if self.delivered_to.is_some() && !self.ask_assumed {
            return 0;
        }
        catalogue.freight(self.product, self.post.state, km)
    }

    /// Whether it is delivered where a request wants it, or not delivered at all.
    pub(crate) fn reaches(&self, request: &ReadyRequest<'_>) -> bool {
        let delivered = self.delivered_to.as_ref();
        delivered.is_none_or(|provinces| provinces.contains(request.province))
    }

    /// The share of the life that a trip uses, of the policy's weight.
    pub(crate) fn freshness_lost(&self, lead: Lead) -> i64 {
        self.life_hours
            .map_or(0, |life| self.freshness * lead.hours.min(life) / life.max(1))
    }
}

impl<'a> ReadyRequest<'a> {
    /// The alternative that names this product.
    pub(crate) fn wants(&self, product: &Product) -> Option<&Wanted<'a>> {
        self.wanted.iter().find(|wanted| wanted.product.id == product.id)
    }
}
