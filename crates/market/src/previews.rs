//! What a post would come to if it were on the market now: asked while it is being written, and while it is open.

use std::collections::BTreeSet;
use std::sync::Arc;

use chonoi_domain::catalogue::Product;
use chonoi_domain::id::{OfferId, ProductId, RequestId};
use chonoi_domain::post::offer::{Offer, OfferTerms};
use chonoi_domain::post::request::{Request, RequestTerms};
use chonoi_domain::quantity::{BaseUnit, Quantity, UnitPrice};
use chonoi_domain::window::DateWindow;
use chonoi_matching::market::{OfferPost, RequestPost};
use chonoi_matching::outlook::{Outlook, outlook, planned};
use chonoi_matching::warm::Edit;
use chonoi_store::{certificates, posts};
use serde::{Deserialize, Serialize};

use crate::actor::Member;
use crate::error::Error;
use crate::offers::input::OfferInput;
use crate::posts::fields::Reading;
use crate::posts::kind::PostKind;
use crate::requests::input::RequestInput;
use crate::service::Market;
use crate::warm_markets::copies::{self, Way};
use crate::warm_markets::shelf::{Refusal, sound};
use crate::warm_markets::standing::Standing;

/// What a post would come to. Quantities in base units, prices in đồng per 1,000 of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewView {
    /// What its quantities count.
    pub base_unit: BaseUnit,
    /// What finds partners.
    pub quantity: Quantity,
    /// Of so much.
    pub of: Quantity,
    /// How many partners.
    pub partners: u64,
    /// Where a fair price lies: at the farm for an offer, with freight for a request or an offer that includes it.
    pub price: Option<(UnitPrice, UnitPrice)>,
    /// The price was not named and is taken from the product's usual band.
    pub price_assumed: bool,
    /// Whether no better plan for the market exists.
    pub proven: bool,
    /// Whether it counts what a run counts: minimum lots, shares among sellers and collection points. If not, nobody
    /// shares, no point is full, and minimum lots are not kept yet.
    pub as_run: bool,
    /// Whether sellers share or a point has a capacity here, and the market is too large to count it.
    pub left_out: bool,
    /// The same at other prices, ascending; one of them is the post's own.
    pub rungs: Vec<RungView>,
}

/// What the post would come to at one price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RungView {
    /// The price.
    pub price: UnitPrice,
    /// Whether it is the post's own.
    pub own: bool,
    /// What finds partners.
    pub quantity: Quantity,
    /// How many partners.
    pub partners: u64,
}

/// Prices that are tried, in per cent of the post's own.
const PERCENTS: [i64; 9] = [70, 80, 90, 95, 105, 115, 130, 150, 175];
/// How long one preview may think, in ms; then it answers with what it has.
const THINK_MS: i64 = 400;
/// The id under which a post that is not on the market yet is asked about.
const NEW: &str = "new";

impl Market {
    /// What `input` would come to as an offer of the member's organisation; `id` is the offer that it would change.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every field at fault, [`Error::NotFound`] for an offer of somebody else,
    /// [`Error::Unavailable`] where no answer can be had in time.
    pub async fn preview_offer(
        &self,
        member: &Member,
        id: Option<OfferId>,
        input: &OfferInput,
    ) -> Result<PreviewView, Error> {
        let terms = self.terms::<Offer>(input)?;
        let standing = self.posts_standing().await?;
        let mut post = OfferPost::of(NEW, member.organisation().to_string(), &terms);
        if let Some(id) = id {
            let posted = |terms: &OfferTerms| terms.quantity;
            post.quantity = self.free::<Offer>(member, id, &standing, &terms, posted).await?;
            post.id = id.to_string();
        }
        self.as_matched(member, &mut post, &terms).await?;
        let product = self.catalogue.product(&terms.product);
        let product = product.ok_or(Error::NotFound("product"))?;
        let own = post.ask.or(product.band.map(|band| band.min));
        let (prices, edits) = rungs(own, |price, _| {
            Edit::Offer(OfferPost {
                ask: Some(price),
                ..post.clone()
            })
        });
        let of = post.quantity;
        let assumed = post.ask.is_none();
        let near = [post.product.clone()].into();
        let seen = self.looked_at(&standing, near, Edit::Offer(post), edits).await?;
        Ok(view(product, of, assumed, own, &prices, &seen))
    }

    /// What `input` would come to as a request of the member's organisation; `id` is the request that it would change.
    ///
    /// # Errors
    /// As [`Market::preview_offer`].
    pub async fn preview_request(
        &self,
        member: &Member,
        id: Option<RequestId>,
        input: &RequestInput,
    ) -> Result<PreviewView, Error> {
        let terms = self.terms::<Request>(input)?;
        let standing = self.posts_standing().await?;
        let mut post = RequestPost::of(NEW, member.organisation().to_string(), &terms);
        if let Some(id) = id {
            let posted = |terms: &RequestTerms| terms.quantity;
            post.quantity = self
                .free::<Request>(member, id, &standing, &terms, posted)
                .await?;
            post.id = id.to_string();
        }
        self.start_today(&mut post);
        let first = terms.alternatives.first().ok_or(Error::NotFound("product"))?;
        let product = self.catalogue.product(&first.product);
        let product = product.ok_or(Error::NotFound("product"))?;
        let own = first.bid.or(product.band.map(|band| band.max));
        let (prices, edits) = rungs(own, |price, percent| {
            let mut post = post.clone();
            for (at, wanted) in post.alternatives.iter_mut().enumerate() {
                let scaled = wanted
                    .bid
                    .map(|bid| UnitPrice(bid.0.saturating_mul(percent) / 100));
                wanted.bid = if at == 0 { Some(price) } else { scaled };
            }
            Edit::Request(post)
        });
        let (of, assumed) = (post.quantity, first.bid.is_none());
        let near = terms.alternatives.iter().map(|w| w.product.clone()).collect();
        let seen = self
            .looked_at(&standing, near, Edit::Request(post), edits)
            .await?;
        Ok(view(product, of, assumed, own, &prices, &seen))
    }

    /// The terms that `input` comes to.
    pub(crate) fn terms<P: PostKind>(&self, input: &P::Input) -> Result<P::Terms, Error> {
        let mut reading = Reading::new(&self.catalogue, self.today(), "");
        let terms = P::terms_of(&mut reading, input);
        reading.faults.or(terms)
    }

    /// What of `terms` is not promised yet, once they are those of the post with `id`, which must be the member's.
    async fn free<P: PostKind>(
        &self,
        member: &Member,
        id: P::Id,
        standing: &Standing,
        terms: &P::Terms,
        posted: impl Fn(&P::Terms) -> Quantity,
    ) -> Result<Quantity, Error> {
        let found = posts::find::<P>(self.store.reader(), id).await?;
        let found = found.filter(|record| record.post.owner() == member.organisation());
        let record = found.ok_or(Error::NotFound(P::KIND))?;
        let id = id.to_string();
        let offers = standing.posts.offers.iter().map(|post| (&post.id, post.quantity));
        let requests = standing
            .posts
            .requests
            .iter()
            .map(|post| (&post.id, post.quantity));
        let left = offers.chain(requests).find(|(other, _)| **other == id);
        let left = left.map_or(record.post.left(), |(_, left)| left);
        let promised = (posted(record.post.terms()).0 - left.0).max(0);
        Ok(Quantity((posted(terms).0 - promised).max(1)))
    }

    /// As a run would read it: nothing ships before today, and only papers that were checked count.
    pub(crate) async fn as_matched(
        &self,
        member: &Member,
        post: &mut OfferPost,
        terms: &OfferTerms,
    ) -> Result<(), Error> {
        let today = self.today();
        if let Ok(harvest) = DateWindow::new(terms.harvest.from().max(today), terms.harvest.to()) {
            post.harvest = harvest;
        }
        let own = [member.organisation()];
        let held = certificates::counting(self.store.reader(), Some(&own), today).await?;
        post.certificates
            .retain(|kind| held.iter().any(|(_, held)| held == kind));
        Ok(())
    }

    /// What is wanted day by day is wanted on the days that are left.
    fn start_today(&self, post: &mut RequestPost) {
        let Some(daily) = post.daily_quantity else { return };
        let delivery = post.delivery;
        if let Ok(left) = DateWindow::new(delivery.from().max(self.today()), delivery.to()) {
            post.delivery = left;
            post.quantity = post.quantity.min(Quantity(daily.0.saturating_mul(left.days())));
        }
    }

    async fn looked_at(
        &self,
        standing: &Arc<Standing>,
        near: BTreeSet<ProductId>,
        post: Edit,
        others: Vec<Edit>,
    ) -> Result<Seen, Error> {
        let (clock, standing) = (Arc::clone(&self.clock), Arc::clone(standing));
        let way = copies::way(&self.catalogue, &standing, near, &post);
        let seen = self.warm.ask(move |shelf| {
            let until = clock.now() + time::Duration::milliseconds(THINK_MS);
            let stop = || clock.now() > until;
            let outlook = match &way {
                Way::Anew(posts) => sound(posts, |posts| {
                    planned(
                        shelf.catalogue(),
                        (posts, &standing.policy),
                        &post,
                        &others,
                        &stop,
                    )
                })?,
                Way::Kept { near, .. } => {
                    let policy = standing.unshared();
                    shelf.ask(near, &policy, |warm| outlook(warm, &post, &others, &stop))?
                }
            };
            Ok::<_, Refusal>(Seen {
                outlook,
                as_run: matches!(way, Way::Anew(_)),
                left_out: matches!(way, Way::Kept { left_out: true, .. }),
            })
        });
        Ok(seen.await??)
    }
}

/// What was seen, and what of a run it counts.
struct Seen {
    outlook: Outlook,
    as_run: bool,
    left_out: bool,
}

/// Prices to try, ascending, with what the post would say then; none where it has no price to start from.
fn rungs(own: Option<UnitPrice>, post: impl Fn(UnitPrice, i64) -> Edit) -> (Vec<UnitPrice>, Vec<Edit>) {
    let Some(own) = own else { return Default::default() };
    let mut rungs: Vec<(UnitPrice, i64)> = PERCENTS
        .iter()
        .map(|&percent| (round(own.0.saturating_mul(percent) / 100), percent))
        .filter(|(price, _)| *price != own)
        .collect();
    rungs.dedup_by_key(|(price, _)| *price);
    let edits = rungs.iter().map(|&(price, percent)| post(price, percent));
    (rungs.iter().map(|(price, _)| *price).collect(), edits.collect())
}

/// In steps in which prices are named.
const fn round(price: i64) -> UnitPrice {
    let step = match price {
        ..10_000 => 100,
        10_000..50_000 => 500,
        50_000..500_000 => 1_000,
        _ => 5_000,
    };
    let rounded = (price + step / 2) / step * step;
    UnitPrice(if rounded < 1 { 1 } else { rounded })
}

fn view(
    product: &Product,
    of: Quantity,
    price_assumed: bool,
    own: Option<UnitPrice>,
    prices: &[UnitPrice],
    seen: &Seen,
) -> PreviewView {
    let Seen {
        outlook: seen,
        as_run,
        left_out,
    } = seen;
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let others = prices.iter().zip(&seen.rungs).map(|(&price, rung)| RungView {
        price,
        own: false,
        quantity: Quantity(rung.quantity),
        partners: count(rung.partners),
    });
    let mut rungs: Vec<_> = others.collect();
    rungs.extend(own.map(|price| RungView {
        price,
        own: true,
        quantity: Quantity(seen.quantity),
        partners: count(seen.partners),
    }));
    rungs.sort_by_key(|rung| rung.price);
    PreviewView {
        base_unit: product.base_unit,
        quantity: Quantity(seen.quantity),
        of,
        partners: count(seen.partners),
        price: seen.price.map(|price| (price.low, price.high)),
        price_assumed,
        proven: seen.proven,
        as_run: *as_run,
        left_out: *left_out,
        rungs,
    }
}
