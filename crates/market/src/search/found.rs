//! Hits with what they stand for, as everyone may see it.

use std::collections::BTreeMap;

use chonoi_domain::actor::Verification;
use chonoi_domain::id::{OfferId, OrganisationId, RequestId};
use chonoi_domain::post::offer::{Offer, OfferStatus};
use chonoi_domain::post::request::{Request, RequestStatus};
use chonoi_search::answer::Hit;
use chonoi_search::document::{Key, Kind};
use chonoi_search::words::Part;
use chonoi_store::{organisations, posts};

use crate::brief::ProductBrief;
use crate::error::Error;
use crate::offers::view::OfferView;
use crate::organisations::OrganisationView;
use crate::posts::sight::Sight;
use crate::requests::view::RequestView;
use crate::service::Market;

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// An offer.
    Offer(Box<OfferView>),
    /// A request.
    Request(Box<RequestView>),
    /// An organisation.
    Organisation(Box<OrganisationView>),
    /// A product.
    Product(ProductBrief),
}

/// A hit.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Which thing.
    pub key: Key,
    /// How it is headed, what was found marked.
    pub title: Vec<Part>,
    /// The organisation behind it.
    pub party: Vec<Part>,
    /// The place.
    pub place: Vec<Part>,
    /// Kilometres in a straight line, where a place was named.
    pub km: Option<i64>,
    /// The thing itself.
    pub subject: Subject,
}

impl Market {
    /// `hits` with what they stand for; one that has just gone from the market is left out.
    pub(super) async fn items(&self, hits: Vec<Hit>) -> Result<Vec<Item>, Error> {
        let mut subjects = self.offers_of(&hits).await?;
        subjects.extend(self.requests_of(&hits).await?);
        subjects.extend(self.organisations_of(&hits).await?);
        for hit in hits.iter().filter(|hit| hit.key.kind == Kind::Product) {
            let product = self.product_brief(&hit.key.id.as_str().into());
            subjects.insert(hit.key.clone(), Subject::Product(product));
        }
        let items = hits.into_iter().filter_map(|hit| {
            Some(Item {
                subject: subjects.remove(&hit.key)?,
                key: hit.key,
                title: hit.title,
                party: hit.party,
                place: hit.place,
                km: hit.km,
            })
        });
        Ok(items.collect())
    }

    async fn offers_of(&self, hits: &[Hit]) -> Result<BTreeMap<Key, Subject>, Error> {
        let ids: Vec<OfferId> = ids(hits, Kind::Offer);
        let db = self.store.reader();
        let mut records = posts::find_many::<Offer>(db, &ids).await?;
        records.retain(|record| record.post.status == OfferStatus::Published);
        let views = self.offer_views(db, &Sight::of(None), records).await?;
        let shown = views.into_iter();
        let shown = shown.filter(|view| view.supplier.verification != Verification::Suspended);
        Ok(shown
            .map(|view| {
                (
                    Key::new(Kind::Offer, view.offer.id),
                    Subject::Offer(Box::new(view)),
                )
            })
            .collect())
    }

    async fn requests_of(&self, hits: &[Hit]) -> Result<BTreeMap<Key, Subject>, Error> {
        let ids: Vec<RequestId> = ids(hits, Kind::Request);
        let db = self.store.reader();
        let mut records = posts::find_many::<Request>(db, &ids).await?;
        records.retain(|record| record.post.status == RequestStatus::Published);
        let views = self.request_views(db, &Sight::of(None), records).await?;
        let shown = views.into_iter();
        let shown = shown.filter(|view| view.buyer.verification != Verification::Suspended);
        Ok(shown
            .map(|view| {
                (
                    Key::new(Kind::Request, view.request.id),
                    Subject::Request(Box::new(view)),
                )
            })
            .collect())
    }

    async fn organisations_of(&self, hits: &[Hit]) -> Result<BTreeMap<Key, Subject>, Error> {
        let ids: Vec<OrganisationId> = ids(hits, Kind::Organisation);
        let db = self.store.reader();
        let found = organisations::find_many(db, &ids).await?;
        let open = organisations::open_posts(db, &ids).await?;
        let shown = found.iter();
        let shown = shown.filter(|organisation| organisation.verification == Verification::Verified);
        Ok(shown
            .map(|organisation| {
                let open = open.get(&organisation.id).copied().unwrap_or_default();
                let view = self.organisation_view(organisation, None, open);
                let key = Key::new(Kind::Organisation, organisation.id);
                (key, Subject::Organisation(Box::new(view)))
            })
            .collect())
    }
}

fn ids<T: std::str::FromStr>(hits: &[Hit], kind: Kind) -> Vec<T> {
    let of_kind = hits.iter().filter(|hit| hit.key.kind == kind);
    of_kind.filter_map(|hit| hit.key.id.parse().ok()).collect()
}
