//! Lists of posts.

use chonoi_domain::field::FieldError;
use chonoi_domain::id::OrganisationId;
use chonoi_domain::post::PostStatus as _;
use chonoi_domain::transition::Word;
use chonoi_store::listing::Page;
use chonoi_store::posts::{self, Filter};

use super::catalogue::products_in;
use super::faults::Faults;
use super::fields::{self, Reading};
use super::kind::PostKind;
use super::listing::{self, Listing};
use super::sight::Sight;
use super::text;
use crate::actor::Actor;
use crate::error::Error;
use crate::service::Market;

/// What a list of posts is asked for; everything may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query<A> {
    /// Words in names, places and notes, with or without their marks.
    pub q: Option<String>,
    /// Id of a product.
    pub product: Option<String>,
    /// Id of a category; what lies below it counts too.
    pub category: Option<String>,
    /// Code of a province.
    pub province: Option<String>,
    /// Id of a certificate claimed or required.
    pub certificate: Option<String>,
    /// State of life; the public sees published ones only.
    pub status: Option<String>,
    /// Id of an organisation.
    pub owner: Option<String>,
    /// Its window ends on or after this day.
    pub from: Option<String>,
    /// Its window begins on or before this day.
    pub to: Option<String>,
    /// What only this kind of post can be asked for.
    pub asked: A,
    /// Only the reader's own organisations' posts, in any state of life.
    pub mine: bool,
    /// A word of the kind's orders; newest first when left out.
    pub sort: Option<String>,
    /// Rows a page.
    pub limit: Option<u64>,
    /// Where the page starts, as the page before said.
    pub cursor: Option<String>,
}

impl Market {
    /// One page of the posts that `reader` may see and asks for.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the parameters at fault; [`Error::Unauthenticated`] for `mine` without a login.
    pub async fn posts<P: PostKind>(
        &self,
        reader: Option<&Actor>,
        query: &Query<P::Asked>,
    ) -> Result<Listing<P::View>, Error> {
        if query.mine && reader.is_none() {
            return Err(Error::Unauthenticated);
        }
        let sight = Sight::of(reader);
        let mut reading = Reading::new(&self.catalogue, self.today(), "");
        let mut filter = filter::<P>(&mut reading, query);
        narrow(&mut filter, &sight, query.mine);
        let sort = sort::<P::Sort>(&mut reading.faults, query.sort.as_deref());
        let limit = listing::limit(&mut reading.faults, query.limit);
        let after = listing::place(&mut reading.faults, query.cursor.as_deref(), sort.as_str());
        reading.faults.or(Some(()))?;
        let db = self.store.reader();
        let page = Page {
            sort,
            limit: limit + 1,
            after,
        };
        let rows = posts::list(db, &filter, &page).await?;
        let key = |row: &posts::Record<P>| posts::key(row, sort);
        let (rows, next_cursor) = listing::page(rows, limit, sort.as_str(), key);
        Ok(Listing {
            items: P::views(self, db, &sight, rows).await?,
            next_cursor,
            total: posts::count(db, &filter).await?,
        })
    }
}

fn filter<P: PostKind>(reading: &mut Reading<'_>, query: &Query<P::Asked>) -> Filter<P> {
    let day = |faults: &mut Faults, field: &str, text: Option<&str>| {
        text.and_then(|text| fields::day(text).or_else(|| faults.add(field, "date")))
    };
    let owner = query.owner.as_deref().and_then(|id| {
        let id = id.parse::<OrganisationId>().ok();
        id.or_else(|| reading.faults.add(P::OWNER.as_str(), "format"))
    });
    let status = reading.word("status", query.status.as_deref(), P::Status::ALL);
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
        owners: owner.map(|id| vec![id]),
        wish: P::wish(reading, &query.asked),
        from: day(&mut reading.faults, "from", query.from.as_deref()),
        to: day(&mut reading.faults, "to", query.to.as_deref()),
        hide_suspended: false,
    }
}

/// Leaves in `filter` only what the reader may see.
fn narrow<P: PostKind>(filter: &mut Filter<P>, sight: &Sight, mine: bool) {
    if mine {
        let asked = filter.owners.take();
        let own = sight.own.iter().copied();
        filter.owners = Some(
            own.filter(|id| asked.as_ref().is_none_or(|a| a.contains(id)))
                .collect(),
        );
    } else if sight.all {
        let hidden = |status: &P::Status| *status == P::Status::DRAFT && !sight.drafts;
        if filter.statuses.is_empty() {
            filter.statuses = P::Status::ALL.to_vec();
        }
        filter.statuses.retain(|status| !hidden(status));
        nothing_if_empty(filter);
    } else {
        if filter.statuses.is_empty() {
            filter.statuses.push(P::Status::PUBLISHED);
        }
        filter.statuses.retain(|status| *status == P::Status::PUBLISHED);
        nothing_if_empty(filter);
        filter.hide_suspended = true;
    }
}

/// An empty list of states of life lets everything through; when none is left, nothing may pass.
fn nothing_if_empty<P: PostKind>(filter: &mut Filter<P>) {
    if filter.statuses.is_empty() {
        filter.owners = Some(Vec::new());
    }
}

fn sort<S: Word + Default>(faults: &mut Faults, text: Option<&str>) -> S {
    let Some(text) = text else {
        return S::default();
    };
    let found = S::ALL.iter().copied().find(|sort| sort.as_str() == text);
    let known = || S::ALL.iter().map(|sort| sort.as_str()).collect::<Vec<_>>();
    found
        .or_else(|| faults.push(FieldError::new("sort", "one_of").with("known", known().join(", "))))
        .unwrap_or_default()
}
