//! Road distances between all places of a run, looked up once.

use std::collections::BTreeMap;

use chonoi_domain::catalogue::{Catalogue, Lead};
use chonoi_domain::id::PlaceCode;
use rayon::prelude::*;

use crate::market::Market;

/// The road between two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Road {
    pub(crate) km: i64,
    pub(crate) lead: Lead,
}

/// Roads from every pickup place to every destination.
#[derive(Clone, Debug)]
pub(crate) struct Routes<'a> {
    roads: BTreeMap<&'a PlaceCode, BTreeMap<&'a PlaceCode, Road>>,
}

impl<'a> Routes<'a> {
    pub(crate) fn new(catalogue: &Catalogue, market: &'a Market) -> Self {
        let sorted = |mut places: Vec<&'a PlaceCode>| {
            places.sort_unstable();
            places.dedup();
            places
        };
        let origins = sorted(market.offers.iter().map(|offer| &offer.place).collect());
        let destinations = sorted(market.requests.iter().map(|request| &request.place).collect());
        let from = |origin: &'a PlaceCode| {
            let road = |to| {
                catalogue.road_km(origin, to).map(|km| {
                    (
                        to,
                        Road {
                            km,
                            lead: Lead::of_km(km),
                        },
                    )
                })
            };
            (origin, destinations.iter().filter_map(|&to| road(to)).collect())
        };
        let roads: Vec<_> = origins.into_par_iter().map(from).collect();
        Self {
            roads: roads.into_iter().collect(),
        }
    }

    /// No roads yet.
    pub(crate) const fn none() -> Self {
        Self {
            roads: BTreeMap::new(),
        }
    }

    /// Looks up the road from a pickup place to a destination, where that was not done before.
    pub(crate) fn learn(&mut self, catalogue: &'a Catalogue, from: &PlaceCode, to: &PlaceCode) {
        if self.road(from, to).is_some() {
            return;
        }
        let places = catalogue.place(from).zip(catalogue.place(to));
        if let Some(((from, to), km)) = places.zip(catalogue.road_km(from, to)) {
            let lead = Lead::of_km(km);
            let roads = self.roads.entry(&from.code).or_default();
            roads.insert(&to.code, Road { km, lead });
        }
    }

    /// The road, where both places are known.
    pub(crate) fn road(&self, from: &PlaceCode, to: &PlaceCode) -> Option<Road> {
        self.roads.get(from)?.get(to).copied()
    }
}
