//! Changes as they are asked for, made of the posts as they stand.

use std::collections::{BTreeMap, BTreeSet};

use chonoi_domain::field::FieldError;
use chonoi_domain::id::{OfferId, ProductId, RequestId};
use chonoi_domain::post::offer::Offer;
use chonoi_domain::post::request::Request;
use chonoi_matching::market::{OfferPost, RequestPost};
use chonoi_matching::warm::Edit;

use super::Change;
use crate::error::Error;
use crate::posts::fields::Reading;
use crate::service::Market;
use crate::warm_markets::standing::Standing;

/// Ids of posts that the changes add begin so.
pub(super) const NEW: &str = "new-";

impl Market {
    /// The change of a post that `change` asks for, which any run would take.
    pub(super) fn edit(&self, standing: &Standing, change: &Change, at: usize) -> Result<Edit, Error> {
        let edit = self.asked_for(standing, change, at)?;
        // A post that breaks a rule may stand, and runs leave it out; a trial of it says why.
        let mut faults = edit.faults(&self.catalogue);
        if faults.is_empty() {
            return Ok(edit);
        }
        if matches!(change, Change::Offer(..) | Change::Request(..)) {
            for fault in &mut faults {
                fault.field = asked(&fault.field).to_owned();
            }
        }
        Err(Error::Invalid(faults))
    }

    fn asked_for(&self, standing: &Standing, change: &Change, at: usize) -> Result<Edit, Error> {
        let mut reading = Reading::new(&self.catalogue, self.today(), "");
        Ok(match change {
            Change::Offer(id, terms) => {
                let post = terms.offer(&mut reading, open_offer(standing, *id)?);
                Edit::Offer(reading.faults.or(Some(post))?)
            }
            Change::WithdrawOffer(id) => Edit::WithdrawOffer(open_offer(standing, *id)?.id.clone()),
            Change::Request(id, terms) => {
                let post = terms.request(&mut reading, open_request(standing, *id)?);
                Edit::Request(reading.faults.or(Some(post))?)
            }
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

/// A field of a post as a change of its terms calls it.
fn asked(field: &str) -> &str {
    match field {
        "ask" => "price",
        "harvest" | "delivery" => "window",
        bid if bid.ends_with(".bid") => "price",
        other => other,
    }
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
pub(super) fn under(mut faults: Vec<FieldError>, at: usize) -> Vec<FieldError> {
    for fault in &mut faults {
        fault.field.insert_str(0, &format!("changes[{at}]."));
    }
    faults
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
