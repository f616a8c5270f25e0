//! What matching means for one post: its proposals, near misses, and what is left of it and why.

use std::collections::BTreeSet;

use chonoi_domain::id::{MatchRunId, OfferId, OrganisationId, RequestId};
use chonoi_domain::post::PostStatus as _;
use chonoi_domain::post::offer::Offer;
use chonoi_domain::post::request::Request;
use chonoi_domain::proposal::{ProposalStatus, Side};
use chonoi_domain::quantity::{BaseUnit, Quantity};
use chonoi_store::near_misses::{NearMiss, Remainder};
use chonoi_store::proposals::Filter;
use chonoi_store::{Reader, match_runs, near_misses, posts, proposals};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ProposalView;
use crate::actor::Actor;
use crate::error::Error;
use crate::post_briefs::{OfferBrief, RequestBrief};
use crate::reasons::{self, ObstacleView, ReasonView};
use crate::service::Market;

/// What matching means for one post. Others than its organisation and those who read all get the counts alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchesView {
    /// Proposals that count.
    pub proposals: Vec<ProposalView>,
    /// Pairs that one condition keeps apart.
    pub near_misses: Vec<NearMissView>,
    /// What is left and why.
    pub rest: Option<RestView>,
    /// How many proposals count.
    pub proposal_count: u64,
    /// How many near misses there are.
    pub near_miss_count: u64,
    /// Whether the details above are shown.
    pub detailed: bool,
    /// What the post's quantities count.
    pub unit: BaseUnit,
}

/// A pair that one condition keeps apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearMissView {
    /// What is offered.
    pub offer: OfferBrief,
    /// What is lacked.
    pub request: RequestBrief,
    /// What both still have, in base units.
    pub quantity: Quantity,
    /// The condition and by how much it is missed.
    pub obstacle: ObstacleView,
}

/// What a post keeps or lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestView {
    /// How much, in base units.
    pub quantity: Quantity,
    /// Why.
    pub reasons: Vec<ReasonView>,
}

/// A post of either kind.
#[derive(Clone, Copy)]
enum Post {
    Offer(OfferId),
    Request(RequestId),
}

/// The post that is asked about.
struct Asked {
    post: Post,
    owner: OrganisationId,
    public: bool,
    unit: BaseUnit,
}

const COUNTING: [ProposalStatus; 4] = [
    ProposalStatus::Open,
    ProposalStatus::AcceptedBySupplier,
    ProposalStatus::AcceptedByBuyer,
    ProposalStatus::Agreed,
];

/// The most proposals one post shows.
const MOST: u64 = 100;

impl Market {
    /// What matching means for this offer.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn offer_matches(&self, actor: Option<&Actor>, id: OfferId) -> Result<MatchesView, Error> {
        let found = posts::find::<Offer>(self.store.reader(), id)
            .await?
            .ok_or(Error::NotFound("offer"))?;
        let asked = Asked {
            post: Post::Offer(id),
            owner: found.post.supplier,
            public: found.post.status.is_public(),
            unit: self.product_brief(&found.post.terms.product).base_unit,
        };
        self.matches(actor, asked).await
    }

    /// What matching means for this request.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn request_matches(&self, actor: Option<&Actor>, id: RequestId) -> Result<MatchesView, Error> {
        let found = posts::find::<Request>(self.store.reader(), id)
            .await?
            .ok_or(Error::NotFound("request"))?;
        let product = found.post.terms.alternatives.first();
        let asked = Asked {
            post: Post::Request(id),
            owner: found.post.buyer,
            public: found.post.status.is_public(),
            unit: product.map_or(BaseUnit::Gram, |wanted| {
                self.product_brief(&wanted.product).base_unit
            }),
        };
        self.matches(actor, asked).await
    }

    async fn matches(&self, actor: Option<&Actor>, asked: Asked) -> Result<MatchesView, Error> {
        let post = asked.post;
        let detailed = actor.is_some_and(|a| a.is_of(asked.owner) || a.reads_trades());
        if !(asked.public || detailed || actor.is_some_and(Actor::reads_all)) {
            return Err(Error::NotFound(match post {
                Post::Offer(_) => "offer",
                Post::Request(_) => "request",
            }));
        }
        let db = self.store.reader();
        let filter = Filter {
            offer: post.offer(),
            request: post.request(),
            statuses: COUNTING.to_vec(),
            ..Filter::default()
        };
        let latest = match_runs::latest_done(db).await?.map(|run| run.id);
        let (near, rest) = explained(db, post, latest).await?;
        let mut view = MatchesView {
            proposals: Vec::new(),
            near_misses: Vec::new(),
            rest: None,
            proposal_count: proposals::count(db, &filter).await?,
            near_miss_count: u64::try_from(near.len()).unwrap_or(u64::MAX),
            detailed,
            unit: asked.unit,
        };
        if detailed {
            let rows = proposals::list(db, &filter, None, MOST).await?;
            view.proposals = self.proposal_views(db, actor, rows).await?;
            view.near_misses = self.near_miss_views(db, near).await?;
            view.rest = rest.map(|rest| RestView::of(&rest)).transpose()?;
        }
        Ok(view)
    }

    /// Near misses with their posts, in the order given.
    pub(crate) async fn near_miss_views(
        &self,
        db: &impl Reader,
        rows: Vec<NearMiss>,
    ) -> Result<Vec<NearMissView>, Error> {
        let offers: BTreeSet<_> = rows.iter().map(|near| near.offer).collect();
        let requests: BTreeSet<_> = rows.iter().map(|near| near.request).collect();
        let briefs = self.briefs(db, &offers, &requests).await?;
        let view = |near: NearMiss| {
            Ok(NearMissView {
                offer: briefs.offer(near.offer)?,
                request: briefs.request(near.request)?,
                quantity: near.quantity,
                obstacle: reasons::read_obstacle(&near.obstacle, &near.product)?,
            })
        };
        rows.into_iter().map(view).collect()
    }
}

impl RestView {
    pub(crate) fn of(rest: &Remainder) -> Result<Self, Error> {
        Ok(Self {
            quantity: rest.quantity,
            reasons: reasons::read(&rest.reasons)?,
        })
    }
}

/// What the latest run says about a post.
async fn explained(
    db: &impl Reader,
    post: Post,
    latest: Option<MatchRunId>,
) -> Result<(Vec<NearMiss>, Option<Remainder>), Error> {
    let Some(run) = latest else {
        return Ok((Vec::new(), None));
    };
    let near = match post {
        Post::Offer(id) => near_misses::of_offer(db, run, id).await?,
        Post::Request(id) => near_misses::of_request(db, run, id).await?,
    };
    Ok((near, near_misses::rest_of(db, run, post.side(), post.id()).await?))
}

impl Post {
    const fn side(self) -> Side {
        match self {
            Self::Offer(_) => Side::Supplier,
            Self::Request(_) => Side::Buyer,
        }
    }

    const fn id(self) -> Uuid {
        match self {
            Self::Offer(id) => id.0,
            Self::Request(id) => id.0,
        }
    }

    const fn offer(self) -> Option<OfferId> {
        match self {
            Self::Offer(id) => Some(id),
            Self::Request(_) => None,
        }
    }

    const fn request(self) -> Option<RequestId> {
        match self {
            Self::Request(id) => Some(id),
            Self::Offer(_) => None,
        }
    }
}
