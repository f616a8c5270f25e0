//! Changes as they are asked for, made of the posts as they stand.

use std::collections::{BTreeMap, BTreeSet};

use chonoi_domain::field::FieldError;
use chonoi_domain::id::{OfferId, ProductId, RequestId};
use chonoi_domain::post::offer::Offer;
use chonoi_domain::post::request::Request;
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_domain::window::DateWindow;
use chonoi_matching::market::{OfferPost, RequestPost};
use chonoi_matching::warm::Edit;

use super::{Change, NewTerms};
use crate::error::Error;
use crate::posts::fields::day;
use crate::service::Market;
use crate::warm_markets::standing::Standing;

/// Ids of posts that the changes add begin so.
pub(super) const NEW: &str = "new-";

impl Market {
    /// The change of a post that `change` asks for.
    pub(super) fn edit(&self, standing: &Standing, change: &Change, at: usize) -> Result<Edit, Error> {
        Ok(match change {
            Change::Offer(id, terms) => {
                let mut post = open_offer(standing, *id)?.clone();
                post.ask = terms.price(post.ask)?;
                post.quantity = terms.quantity(post.quantity)?;
                post.harvest = terms.window(post.harvest)?;
                post.min_lot = terms.min_lot(post.min_lot)?;
                Edit::Offer(post)
            }
            Change::WithdrawOffer(id) => Edit::WithdrawOffer(open_offer(standing, *id)?.id.clone()),
            Change::Request(id, terms) => Edit::Request(changed(open_request(standing, *id)?, terms)?),
            Change::WithdrawRequest(id) => Edit::WithdrawRequest(open_request(standing, *id)?.id.clone()),
            Change::Capacity(..) | Change::WithdrawCapacity(_) | Change::AddCapacity(_) => {
                return Err(Error::NotFound("post"));
            }
            // All papers that it claims count: whoever asks wants to know what they would do.
            Change::AddOffer(input) => {
                let terms = self.terms::<Offer>(input)?;
                Edit::Offer(OfferPost::of(format!("{NEW}{at}"), format!("{NEW}{at}"), &terms))
            }
            Change::AddRequest(input) => {
                let terms = self.terms::<Request>(input)?;
                Edit::Request(RequestPost::of(
                    format!("{NEW}{at}"),
                    format!("{NEW}{at}"),
                    &terms,
                ))
            }
        })
    }
}

impl NewTerms {
    fn price(&self, was: Option<UnitPrice>) -> Result<Option<UnitPrice>, Error> {
        Ok(positive("price", self.price)?.map(UnitPrice).or(was))
    }

    fn quantity(&self, was: Quantity) -> Result<Quantity, Error> {
        Ok(positive("quantity", self.quantity)?.map_or(was, Quantity))
    }

    fn min_lot(&self, was: Quantity) -> Result<Quantity, Error> {
        match self.min_lot {
            Some(..0) => Err(Error::field("min_lot", "positive")),
            given => Ok(given.map_or(was, Quantity)),
        }
    }

    fn window(&self, was: DateWindow) -> Result<DateWindow, Error> {
        let Some((from, to)) = &self.window else {
            return Ok(was);
        };
        let read = |field: &str, text: &str| day(text).ok_or_else(|| Error::field(field, "date"));
        DateWindow::new(read("from", from)?, read("to", to)?).map_err(|_| Error::field("to", "date_order"))
    }
}

/// Above any price per 1,000 base units and any quantity on this market.
const MOST: i64 = 1_000_000_000_000;
/// Above any price that the engine takes.
const MOST_PRICE: i64 = 1_000_000_000;

fn positive(field: &str, given: Option<i64>) -> Result<Option<i64>, Error> {
    let most = if field == "price" { MOST_PRICE } else { MOST };
    match given {
        Some(..1) => Err(Error::field(field, "positive")),
        Some(value) if value > most => Err(Error::Invalid(vec![
            FieldError::new(field, "max").with("max", most),
        ])),
        given => Ok(given),
    }
}

fn changed(was: &RequestPost, terms: &NewTerms) -> Result<RequestPost, Error> {
    let mut post = was.clone();
    let first = was.alternatives.first().and_then(|wanted| wanted.bid);
    if let Some(price) = terms.price(None)? {
        for (at, wanted) in post.alternatives.iter_mut().enumerate() {
            let scaled = |bid: UnitPrice| {
                let share = i128::from(bid.0) * i128::from(price.0) / i128::from(first.map_or(1, |p| p.0));
                UnitPrice(i64::try_from(share).unwrap_or(MOST_PRICE).clamp(1, MOST_PRICE))
            };
            wanted.bid = if at == 0 {
                Some(price)
            } else {
                wanted.bid.filter(|_| first.is_some()).map(scaled)
            };
        }
    }
    post.quantity = terms.quantity(was.quantity)?;
    post.delivery = terms.window(was.delivery)?;
    post.min_lot = terms.min_lot(was.min_lot)?;
    if let Some(daily) = post.daily_quantity {
        // Its days and its quantity go together: more days want more, and what is wanted is never more than they can take.
        let most = Quantity(daily.0.saturating_mul(post.delivery.days()));
        post.quantity = if terms.quantity.is_none() {
            most
        } else {
            post.quantity.min(most)
        };
    }
    Ok(post)
}

fn open_offer(standing: &Standing, id: OfferId) -> Result<&OfferPost, Error> {
    let id = id.to_string();
    let found = standing.posts.offers.iter().find(|post| post.id == id);
    found.ok_or_else(|| Error::field("id", "post_not_open"))
}

fn open_request(standing: &Standing, id: RequestId) -> Result<&RequestPost, Error> {
    let id = id.to_string();
    let found = standing.posts.requests.iter().find(|post| post.id == id);
    found.ok_or_else(|| Error::field("id", "post_not_open"))
}

/// Faults named by the change that has them.
pub(super) fn under(error: Error, at: usize) -> Error {
    match error {
        Error::Invalid(mut fields) => {
            for field in &mut fields {
                field.field.insert_str(0, &format!("changes[{at}]."));
            }
            Error::Invalid(fields)
        }
        other => other,
    }
}

/// The products that the edits touch, as they are and as they would be.
pub(super) fn products(standing: &Standing, edits: &[Edit]) -> BTreeSet<ProductId> {
    let mut found = BTreeSet::new();
    for edit in edits {
        match edit {
            Edit::Offer(post) => found.extend([post.product.clone()]),
            Edit::Request(post) => found.extend(post.alternatives.iter().map(|w| w.product.clone())),
            Edit::WithdrawOffer(id) => {
                let gone = standing.posts.offers.iter().filter(|post| post.id == *id);
                found.extend(gone.map(|post| post.product.clone()));
            }
            Edit::WithdrawRequest(id) => found.extend(wanted(standing, &[], id)),
        }
    }
    found
}

/// What each offer sells, those that the edits add included.
pub(super) fn offered(standing: &Standing, edits: &[Edit]) -> BTreeMap<String, ProductId> {
    let added = edits.iter().filter_map(|edit| match edit {
        Edit::Offer(post) => Some(post),
        _ => None,
    });
    let all = standing.posts.offers.iter().chain(added);
    all.map(|post| (post.id.clone(), post.product.clone())).collect()
}

/// The first product of a request.
pub(super) fn wanted(standing: &Standing, edits: &[Edit], id: &str) -> Option<ProductId> {
    let added = edits.iter().filter_map(|edit| match edit {
        Edit::Request(post) => Some(post),
        _ => None,
    });
    let mut all = standing.posts.requests.iter().chain(added);
    let post = all.find(|post| post.id == id)?;
    Some(post.alternatives.first()?.product.clone())
}
