//! What offers have that requests have not: photos, stages, states of the goods.

pub mod input;
pub mod view;

use chonoi_domain::field::FieldError;
use chonoi_domain::id::OfferId;
use chonoi_domain::post::ProductState;
use chonoi_domain::post::offer::{Offer, OfferStage, OfferStatus, OfferTerms};
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_domain::sheet::{Row, SheetError, SheetParser};
use chonoi_store::offers::{Record, Wish};
use chonoi_store::{Reader, Tx, files};

use self::input::OfferInput;
use self::view::OfferView;
use crate::actor::{Actor, Member};
use crate::brief::OrganisationBrief;
use crate::error::Error;
use crate::posts::faults::Faults;
use crate::posts::fields::Reading;
use crate::posts::kind::PostKind;
use crate::posts::sight::Sight;
use crate::service::Market;

/// What only a list of offers can be asked for; everything may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// State.
    pub state: Option<String>,
    /// Code of a place.
    pub place: Option<String>,
    /// Stage.
    pub stage: Option<String>,
    /// At least so much is left, in base units.
    pub min_quantity: Option<i64>,
    /// Asks at most this, đồng per 1,000 base units.
    pub max_price: Option<i64>,
}

impl PostKind for Offer {
    type Input = OfferInput;
    type Asked = Asked;
    type View = OfferView;

    fn is_published(input: &OfferInput) -> bool {
        input.publish.unwrap_or(true)
    }

    fn terms_of(reading: &mut Reading<'_>, input: &OfferInput) -> Option<OfferTerms> {
        input::read(reading, input)
    }

    fn vet(reading: &mut Reading<'_>, terms: &OfferTerms) {
        input::vet(reading, terms);
    }

    fn parse(parser: &SheetParser<'_>, rows: &[Row]) -> Result<Vec<(u64, OfferTerms)>, Vec<SheetError>> {
        let parsed = parser.offers(rows, |_| ())?;
        Ok(parsed
            .posts
            .into_iter()
            .map(|row| (row.line, row.terms))
            .collect())
    }

    /// Photos must be uploaded pictures of the same organisation.
    async fn look_up(tx: &Tx, member: &Member, terms: &OfferTerms, prefix: String) -> Result<Faults, Error> {
        let mut faults = Faults::under(prefix);
        if !terms.photos.is_empty() {
            let own = files::photos_of(&**tx, member.organisation(), &terms.photos).await?;
            for (n, photo) in terms.photos.iter().enumerate() {
                if !own.contains(photo) {
                    faults.add::<()>(format!("photos[{n}]"), "no_such_photo");
                }
            }
        }
        Ok(faults)
    }

    /// Without a stage the present one stays.
    fn carry_over(was: &OfferTerms, input: &OfferInput, mut terms: OfferTerms) -> OfferTerms {
        if input.stage.is_none() {
            terms.stage = was.stage;
        }
        terms
    }

    /// What is promised binds: its product and state stay, and so much of the quantity; a stage never gets less sure.
    fn broken(was: &Self, terms: &OfferTerms) -> Faults {
        let (was, reserved) = (&was.terms, was.reserved);
        let mut faults = Faults::default();
        if reserved > Quantity(0) {
            if terms.product != was.product {
                faults.add::<()>("product", "reserved");
            }
            if terms.state != was.state {
                faults.add::<()>("state", "reserved");
            }
            if terms.quantity < reserved {
                faults.push::<()>(FieldError::new("quantity", "below_reserved").with("min", reserved));
            }
        }
        if terms.stage < was.stage {
            faults.add::<()>("stage", "stage_back");
        }
        faults
    }

    fn words(market: &Market, terms: &OfferTerms) -> [String; 3] {
        [
            market.product_words(&terms.product),
            terms.grade.clone().unwrap_or_default(),
            terms.note.clone().unwrap_or_default(),
        ]
    }

    fn wish(reading: &mut Reading<'_>, asked: &Asked) -> Wish {
        Wish {
            state: reading.word("state", asked.state.as_deref(), ProductState::ALL),
            place: asked.place.as_deref().map(Into::into),
            stage: reading.word("stage", asked.stage.as_deref(), OfferStage::ALL),
            min_available: asked.min_quantity.map(Quantity),
            max_ask: asked.max_price.map(UnitPrice),
        }
    }

    async fn views(
        market: &Market,
        db: &impl Reader,
        sight: &Sight,
        records: Vec<Record>,
    ) -> Result<Vec<OfferView>, Error> {
        market.offer_views(db, sight, records).await
    }

    fn owner_in(view: &OfferView) -> &OrganisationBrief {
        &view.supplier
    }
}

impl Market {
    /// Says that the harvest is surer: forecast → confirmed → ready.
    ///
    /// # Errors
    /// [`Error::Changed`]; [`Error::Conflict`] `not_possible_now` when `to` is not surer, or the offer is off the
    /// market for good.
    pub async fn advance_offer(
        &self,
        actor: &Actor,
        id: OfferId,
        version: i64,
        to: OfferStage,
    ) -> Result<OfferView, Error> {
        let tx = self.store.begin().await?;
        let (member, before) = self
            .post_to_change::<Offer>(&tx, actor, id, version, None)
            .await?;
        if before.post.status == OfferStatus::Expired {
            return Err(Error::conflict("not_possible_now"));
        }
        let mut after = before.clone();
        after.post.terms.stage = before.post.terms.stage.advance(to)?;
        self.save_post(tx, actor, (&member, "stage"), before, after).await
    }
}
