//! The same search in the database, while the index is away: words without marks, and those filters that a column has.

use std::collections::BTreeMap;

use chonoi_domain::actor::{OrganisationKind, Verification};
use chonoi_domain::catalogue::Product;
use chonoi_domain::id::ProductId;
use chonoi_domain::post::offer::OfferStatus;
use chonoi_domain::post::request::RequestStatus;
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_search::answer::Hit;
use chonoi_search::document::{Key, Kind};
use chonoi_search::query::{Facet, Query, Sort};
use chonoi_search::reading::{Reading, Try};
use chonoi_search::words::Word;
use chonoi_store::listing::Page;
use chonoi_store::{offers, organisations, posts, requests};
use time::Date;

use super::ask::{Found, Source};
use super::query::{Asked, SearchQuery};
use crate::error::Error;
use crate::service::Market;

/// Rows that are read at the most: pages further back are left to the index.
const DEEPEST: usize = 1_000;

/// What a table answers.
struct Rows {
    hits: Vec<Hit>,
    total: u64,
}

impl Market {
    /// # Errors
    /// [`Error::Internal`].
    pub(super) async fn in_database(
        &self,
        query: &SearchQuery,
        asked: &Asked,
        reading: &Reading,
    ) -> Result<Found, Error> {
        let mut first = None;
        let mut met = None;
        for tried in reading.tries(&asked.base) {
            let rows = self.rows(asked.kind, &tried).await?;
            if rows.total > 0 {
                met = Some((tried, rows));
                break;
            }
            first.get_or_insert((tried, rows));
        }
        let met = met.or(first);
        let (tried, rows) = met.ok_or_else(|| Error::internal("a search without a question"))?;
        Ok(Found {
            items: self.items(rows.hits).await?,
            total: rows.total,
            page: asked.page,
            per_page: asked.per_page,
            facets: BTreeMap::new(),
            understood: reading.understood(),
            dropped: tried.dropped,
            without_limits: tried.without_limits,
            ignored: ignored(query, asked.kind),
            source: Source::Database,
            nearest: Vec::new(),
        })
    }

    async fn rows(&self, kind: Kind, tried: &Try) -> Result<Rows, Error> {
        match kind {
            Kind::Offer => self.offer_rows(&tried.query).await,
            Kind::Request => self.request_rows(&tried.query).await,
            Kind::Organisation => self.organisation_rows(&tried.query).await,
            Kind::Product => self.product_rows(&tried.query).await,
        }
    }

    async fn offer_rows(&self, query: &Query) -> Result<Rows, Error> {
        let one = |facet| values(query, facet).into_iter().next();
        let filter = offers::Filter {
            words: plain(&query.words),
            products: self.products_wanted(query),
            province: one(Facet::Province).map(|code| code.as_str().into()),
            certificate: one(Facet::Certificate).map(|id| id.as_str().into()),
            statuses: vec![OfferStatus::Published],
            from: query.filters.days.min.and_then(date),
            to: query.filters.days.max.and_then(date),
            wish: offers::Wish {
                state: one(Facet::State).and_then(|state| state.parse().ok()),
                place: one(Facet::Commune).map(|code| code.as_str().into()),
                stage: one(Facet::Confidence).and_then(|stage| stage.parse().ok()),
                min_available: query.filters.volume.min.map(Quantity),
                max_ask: query.filters.price.max.map(UnitPrice),
            },
            hide_suspended: true,
            ..offers::Filter::default()
        };
        let sort = match query.sort {
            Sort::Price => offers::Sort::Price,
            Sort::Volume => offers::Sort::Quantity,
            Sort::Relevance | Sort::Date | Sort::Distance => offers::Sort::Date,
        };
        let db = self.store.reader();
        let page = first_rows(sort, query);
        let found = posts::list(db, &filter, &page).await?;
        let ids = found.iter().map(|record| record.post.id);
        Ok(Rows {
            hits: hits(query, Kind::Offer, ids),
            total: posts::count(db, &filter).await?,
        })
    }

    async fn request_rows(&self, query: &Query) -> Result<Rows, Error> {
        let one = |facet| values(query, facet).into_iter().next();
        let filter = requests::Filter {
            words: plain(&query.words),
            products: self.products_wanted(query),
            province: one(Facet::Province).map(|code| code.as_str().into()),
            certificate: one(Facet::Certificate).map(|id| id.as_str().into()),
            statuses: vec![RequestStatus::Published],
            from: query.filters.days.min.and_then(date),
            to: query.filters.days.max.and_then(date),
            hide_suspended: true,
            ..requests::Filter::default()
        };
        let sort = match query.sort {
            Sort::Volume => requests::Sort::Quantity,
            _ => requests::Sort::Date,
        };
        let db = self.store.reader();
        let page = first_rows(sort, query);
        let found = posts::list(db, &filter, &page).await?;
        let ids = found.iter().map(|record| record.post.id);
        Ok(Rows {
            hits: hits(query, Kind::Request, ids),
            total: posts::count(db, &filter).await?,
        })
    }

    async fn organisation_rows(&self, query: &Query) -> Result<Rows, Error> {
        let kind = values(query, Facet::PartyKind).into_iter().next();
        let places = values(query, Facet::Province).into_iter();
        let places = places.chain(values(query, Facet::Commune));
        let filter = organisations::Filter {
            q: Some(plain(&query.words).join(" ")),
            kind: kind.and_then(|kind| kind.parse::<OrganisationKind>().ok()),
            verification: vec![Verification::Verified],
            places: places
                .flat_map(|code| self.places_within(&code.as_str().into()))
                .collect(),
        };
        let page = first_rows((), query);
        let (found, total) = organisations::list(self.store.reader(), &filter, None, page.limit).await?;
        let ids = found.iter().map(|organisation| organisation.id);
        Ok(Rows {
            hits: hits(query, Kind::Organisation, ids),
            total,
        })
    }

    async fn product_rows(&self, query: &Query) -> Result<Rows, Error> {
        let words = plain(&query.words).join(" ");
        let wanted = self.products_wanted(query);
        let is_wanted = |product: &&Product| {
            !product.is_generic && wanted.as_ref().is_none_or(|wanted| wanted.contains(&product.id))
        };
        let found = self
            .products(Some(&words), None)
            .await?
            .into_iter()
            .filter(is_wanted);
        let ids: Vec<ProductId> = found.map(|product| product.id.clone()).collect();
        Ok(Rows {
            total: u64::try_from(ids.len()).unwrap_or(u64::MAX),
            hits: hits(query, Kind::Product, ids),
        })
    }

    /// Products that the facets leave; `None` where they ask for none.
    fn products_wanted(&self, query: &Query) -> Option<Vec<ProductId>> {
        let (products, categories) = (values(query, Facet::Product), values(query, Facet::Category));
        if products.is_empty() && categories.is_empty() {
            return None;
        }
        let within = |product: &Product| {
            let is_named = products.is_empty() || products.contains(&product.id.0);
            let mut shelves = categories.iter();
            let is_shelved = categories.is_empty()
                || shelves.any(|shelf| {
                    self.catalogue
                        .is_within(&product.category, &shelf.as_str().into())
                });
            is_named && is_shelved
        };
        let kept = self.catalogue.products().filter(|product| within(product));
        Some(kept.map(|product| product.id.clone()).collect())
    }
}

fn values(query: &Query, facet: Facet) -> Vec<String> {
    let wanted = query.filters.facets.iter().filter(|(of, _)| *of == facet);
    wanted.flat_map(|(_, values)| values.iter().cloned()).collect()
}

fn plain(words: &[Word]) -> Vec<String> {
    words.iter().map(|word| word.plain.clone()).collect()
}

fn date(day: i64) -> Option<Date> {
    i32::try_from(day)
        .ok()
        .and_then(|day| Date::from_julian_day(day).ok())
}

fn first_rows<S>(sort: S, query: &Query) -> Page<S> {
    let rows = query.offset.saturating_add(query.limit).min(DEEPEST);
    Page {
        sort,
        limit: u64::try_from(rows).unwrap_or(u64::MAX),
        after: None,
    }
}

/// The page's hits. What is in them is not marked: the views carry the names.
fn hits<I: std::fmt::Display>(query: &Query, kind: Kind, ids: impl IntoIterator<Item = I>) -> Vec<Hit> {
    let page = ids.into_iter().skip(query.offset).take(query.limit);
    page.map(|id| Hit::showing(Key::new(kind, id), ["", "", ""], None, &[]))
        .collect()
}

/// Parameters that were given and that no column answers.
fn ignored(query: &SearchQuery, kind: Kind) -> Vec<&'static str> {
    let posts = kind == Kind::Offer;
    let more_than_one = |text: &Option<String>| text.as_deref().is_some_and(|text| text.contains(','));
    let given = [
        ("grade", query.grade.is_some()),
        ("week", query.week.is_some()),
        (
            "party_kind",
            query.party_kind.is_some() && kind != Kind::Organisation,
        ),
        ("price_band", query.price_band.is_some()),
        ("volume_band", query.volume_band.is_some()),
        ("price_min", query.price_min.is_some()),
        ("price_max", query.price_max.is_some() && !posts),
        ("volume_min", query.volume_min.is_some() && !posts),
        ("volume_max", query.volume_max.is_some()),
        ("near", query.near.is_some()),
        ("deliver_to", query.deliver_to.is_some()),
        (
            "state",
            more_than_one(&query.state) || (query.state.is_some() && !posts),
        ),
        (
            "confidence",
            more_than_one(&query.confidence) || (query.confidence.is_some() && !posts),
        ),
        (
            "province",
            more_than_one(&query.province) && kind != Kind::Organisation,
        ),
        (
            "commune",
            more_than_one(&query.commune) || (query.commune.is_some() && kind == Kind::Request),
        ),
        ("certificate", more_than_one(&query.certificate)),
    ];
    given
        .into_iter()
        .filter(|(_, is)| *is)
        .map(|(name, _)| name)
        .collect()
}
