//! The list of offers.

use chonoi_domain::field::FieldError;
use chonoi_domain::id::OrganisationId;
use chonoi_domain::post::ProductState;
use chonoi_domain::post::offer::{OfferStage, OfferStatus};
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_store::listing::Page;
use chonoi_store::offers::{self, Filter, Sort};

use crate::actor::Actor;
use crate::error::Error;
use crate::offers::view::OfferView;
use crate::posts::catalogue::products_in;
use crate::posts::faults::Faults;
use crate::posts::fields::{self, Reading};
use crate::posts::listing::{self, Listing};
use crate::posts::sight::Sight;
use crate::posts::text;
use crate::service::Market;

/// What a list of offers is asked for; everything may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfferQuery {
    /// Words in names, places and notes, with or without their marks.
    pub q: Option<String>,
    /// Id of a product.
    pub product: Option<String>,
    /// Id of a category; what lies below it counts too.
    pub category: Option<String>,
    /// State.
    pub state: Option<String>,
    /// Code of a province.
    pub province: Option<String>,
    /// Code of a place.
    pub place: Option<String>,
    /// Id of a certificate claimed.
    pub certificate: Option<String>,
    /// Stage.
    pub stage: Option<String>,
    /// State of life; the public sees published ones only.
    pub status: Option<String>,
    /// Id of a supplier.
    pub supplier: Option<String>,
    /// Can be picked up on or after this day.
    pub from: Option<String>,
    /// Can be picked up on or before this day.
    pub to: Option<String>,
    /// At least so much is left, in base units.
    pub min_quantity: Option<i64>,
    /// Asks at most this, đồng per 1,000 base units.
    pub max_price: Option<i64>,
    /// Only the reader's own organisations' offers, in any state of life.
    pub mine: bool,
    /// `newest` (when left out), `price`, `date` or `quantity`.
    pub sort: Option<String>,
    /// Rows a page.
    pub limit: Option<u64>,
    /// Where the page starts, as the page before said.
    pub cursor: Option<String>,
}

impl Market {
    /// One page of the offers that `reader` may see and asks for.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the parameters at fault; [`Error::Unauthenticated`] for `mine` without a login.
    pub async fn offers(
        &self,
        reader: Option<&Actor>,
        query: &OfferQuery,
    ) -> Result<Listing<OfferView>, Error> {
        if query.mine && reader.is_none() {
            return Err(Error::Unauthenticated);
        }
        let sight = Sight::of(reader);
        let mut reading = Reading::new(&self.catalogue, self.today(), "");
        let mut filter = filter(&mut reading, query);
        narrow(&mut filter, &sight, query.mine);
        let (name, sort) = sort(&mut reading.faults, query.sort.as_deref());
        let limit = listing::limit(&mut reading.faults, query.limit);
        let after = listing::place(&mut reading.faults, query.cursor.as_deref(), name);
        reading.faults.or(Some(()))?;
        let db = self.store.reader();
        let page = Page {
            sort,
            limit: limit + 1,
            after,
        };
        let rows = offers::list(db, &filter, &page).await?;
        let (rows, next_cursor) = listing::page(rows, limit, name, |row| offers::key(row, sort));
        Ok(Listing {
            items: self.offer_views(db, &sight, rows).await?,
            next_cursor,
            total: offers::count(db, &filter).await?,
        })
    }
}

fn filter(reading: &mut Reading<'_>, query: &OfferQuery) -> Filter {
    let day = |faults: &mut Faults, field: &str, text: Option<&str>| {
        text.and_then(|text| fields::day(text).or_else(|| faults.add(field, "date")))
    };
    let supplier = query.supplier.as_deref().and_then(|id| {
        let id = id.parse::<OrganisationId>().ok();
        id.or_else(|| reading.faults.add("supplier", "format"))
    });
    let status = reading.word("status", query.status.as_deref(), OfferStatus::ALL);
    Filter {
        words: text::words(query.q.as_deref()),
        products: products_in(
            reading.catalogue,
            query.product.as_deref(),
            query.category.as_deref(),
        ),
        state: reading.word("state", query.state.as_deref(), ProductState::ALL),
        province: query.province.as_deref().map(Into::into),
        place: query.place.as_deref().map(Into::into),
        certificate: query.certificate.as_deref().map(Into::into),
        stage: reading.word("stage", query.stage.as_deref(), OfferStage::ALL),
        statuses: status.into_iter().collect(),
        suppliers: supplier.map(|id| vec![id]),
        from: day(&mut reading.faults, "from", query.from.as_deref()),
        to: day(&mut reading.faults, "to", query.to.as_deref()),
        min_available: query.min_quantity.map(Quantity),
        max_ask: query.max_price.map(UnitPrice),
        hide_suspended: false,
    }
}

/// Leaves in `filter` only what the reader may see.
fn narrow(filter: &mut Filter, sight: &Sight, mine: bool) {
    if mine {
        let asked = filter.suppliers.take();
        let own = sight.own.iter().copied();
        filter.suppliers = Some(
            own.filter(|id| asked.as_ref().is_none_or(|a| a.contains(id)))
                .collect(),
        );
    } else if sight.all {
        let hidden = |status: &OfferStatus| *status == OfferStatus::Draft && !sight.drafts;
        if filter.statuses.is_empty() {
            filter.statuses = OfferStatus::ALL.to_vec();
        }
        filter.statuses.retain(|status| !hidden(status));
        nothing_if_empty(filter);
    } else {
        if filter.statuses.is_empty() {
            filter.statuses.push(OfferStatus::Published);
        }
        filter.statuses.retain(|status| *status == OfferStatus::Published);
        nothing_if_empty(filter);
        filter.hide_suspended = true;
    }
}

/// An empty list of states of life lets everything through; when none is left, nothing may pass.
fn nothing_if_empty(filter: &mut Filter) {
    if filter.statuses.is_empty() {
        filter.suppliers = Some(Vec::new());
    }
}

fn sort(faults: &mut Faults, text: Option<&str>) -> (&'static str, Sort) {
    match text.unwrap_or("newest") {
        "newest" => ("newest", Sort::Newest),
        "price" => ("price", Sort::Price),
        "date" => ("date", Sort::Date),
        "quantity" => ("quantity", Sort::Quantity),
        _ => {
            let known = "newest, price, date, quantity";
            faults.push::<()>(FieldError::new("sort", "one_of").with("known", known));
            ("newest", Sort::Newest)
        }
    }
}
