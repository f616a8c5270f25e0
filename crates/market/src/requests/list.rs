//! The list of requests.

use chonoi_domain::field::FieldError;
use chonoi_domain::id::OrganisationId;
use chonoi_domain::post::request::RequestStatus;
use chonoi_store::listing::Page;
use chonoi_store::requests::{self, Filter, Sort};

use crate::actor::Actor;
use crate::error::Error;
use crate::posts::catalogue::products_in;
use crate::posts::faults::Faults;
use crate::posts::fields::{self, Reading};
use crate::posts::listing::{self, Listing};
use crate::posts::sight::Sight;
use crate::posts::text;
use crate::requests::view::RequestView;
use crate::service::Market;

/// What a list of requests is asked for; everything may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestQuery {
    /// Words in names, places and notes, with or without their marks.
    pub q: Option<String>,
    /// Id of a product.
    pub product: Option<String>,
    /// Id of a category; what lies below it counts too.
    pub category: Option<String>,
    /// Code of a province.
    pub province: Option<String>,
    /// Id of a certificate required.
    pub certificate: Option<String>,
    /// State of life; the public sees published ones only.
    pub status: Option<String>,
    /// Id of a buyer.
    pub buyer: Option<String>,
    /// May be delivered on or after this day.
    pub from: Option<String>,
    /// May be delivered on or before this day.
    pub to: Option<String>,
    /// Only the reader's own organisations' requests, in any state of life.
    pub mine: bool,
    /// `newest` (when left out), `date`, `quantity` or `urgency`.
    pub sort: Option<String>,
    /// Rows a page.
    pub limit: Option<u64>,
    /// Where the page starts, as the page before said.
    pub cursor: Option<String>,
}

impl Market {
    /// One page of the requests that `reader` may see and asks for.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the parameters at fault; [`Error::Unauthenticated`] for `mine` without a login.
    pub async fn requests(
        &self,
        reader: Option<&Actor>,
        query: &RequestQuery,
    ) -> Result<Listing<RequestView>, Error> {
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
        let rows = requests::list(db, &filter, &page).await?;
        let (rows, next_cursor) = listing::page(rows, limit, name, |row| requests::key(row, sort));
        Ok(Listing {
            items: self.request_views(db, &sight, rows).await?,
            next_cursor,
            total: requests::count(db, &filter).await?,
        })
    }
}

fn filter(reading: &mut Reading<'_>, query: &RequestQuery) -> Filter {
    let day = |faults: &mut Faults, field: &str, text: Option<&str>| {
        text.and_then(|text| fields::day(text).or_else(|| faults.add(field, "date")))
    };
    let buyer = query.buyer.as_deref().and_then(|id| {
        let id = id.parse::<OrganisationId>().ok();
        id.or_else(|| reading.faults.add("buyer", "format"))
    });
    let status = reading.word("status", query.status.as_deref(), RequestStatus::ALL);
    Filter {
        words: text::words(query.q.as_deref()),
        products: products_in(
            reading.catalogue,
            query.product.as_deref(),
            query.category.as_deref(),
        ),
        province: query.province.as_deref().map(Into::into),
        certificate: query.certificate.as_deref().map(Into::into),
        statuses: status.into_iter().collect(),
        buyers: buyer.map(|id| vec![id]),
        from: day(&mut reading.faults, "from", query.from.as_deref()),
        to: day(&mut reading.faults, "to", query.to.as_deref()),
        hide_suspended: false,
    }
}

/// Leaves in `filter` only what the reader may see.
fn narrow(filter: &mut Filter, sight: &Sight, mine: bool) {
    if mine {
        let asked = filter.buyers.take();
        let own = sight.own.iter().copied();
        filter.buyers = Some(
            own.filter(|id| asked.as_ref().is_none_or(|a| a.contains(id)))
                .collect(),
        );
    } else if sight.all {
        let hidden = |status: &RequestStatus| *status == RequestStatus::Draft && !sight.drafts;
        if filter.statuses.is_empty() {
            filter.statuses = RequestStatus::ALL.to_vec();
        }
        filter.statuses.retain(|status| !hidden(status));
        nothing_if_empty(filter);
    } else {
        if filter.statuses.is_empty() {
            filter.statuses.push(RequestStatus::Published);
        }
        filter
            .statuses
            .retain(|status| *status == RequestStatus::Published);
        nothing_if_empty(filter);
        filter.hide_suspended = true;
    }
}

/// An empty list of states of life lets everything through; when none is left, nothing may pass.
fn nothing_if_empty(filter: &mut Filter) {
    if filter.statuses.is_empty() {
        filter.buyers = Some(Vec::new());
    }
}

fn sort(faults: &mut Faults, text: Option<&str>) -> (&'static str, Sort) {
    match text.unwrap_or("newest") {
        "newest" => ("newest", Sort::Newest),
        "date" => ("date", Sort::Date),
        "quantity" => ("quantity", Sort::Quantity),
        "urgency" => ("urgency", Sort::Urgency),
        _ => {
            let known = "newest, date, quantity, urgency";
            faults.push::<()>(FieldError::new("sort", "one_of").with("known", known));
            ("newest", Sort::Newest)
        }
    }
}
