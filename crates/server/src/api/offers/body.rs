//! Offers as they are sent and shown.

use chonoi_domain::post::offer::PriceBasis;
use chonoi_market::offers::input::OfferInput;
use chonoi_market::offers::{Asked, view};
use chonoi_market::posts::list::Query;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::briefs::{OrganisationBrief, PlaceBrief, ProductBrief, ProvenanceView, Window, rfc3339};
use crate::api::posts::WindowBody;

/// An offer as it is sent.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = OfferInput)]
pub(crate) struct OfferBody {
    /// Id of the product.
    #[schema(required, example = "tom-su")]
    product: Option<String>,
    /// State the goods are in; the product's usual one when left out.
    state: Option<String>,
    /// Size or quality in the trade's words.
    #[schema(example = "20 con/kg")]
    grade: Option<String>,
    /// Decimal number in `unit`.
    #[schema(required, example = "1.5")]
    quantity: Option<String>,
    /// Code of a trade unit of the product.
    #[schema(required, example = "tan")]
    unit: Option<String>,
    /// The least that one buyer may take, a decimal number in `unit`.
    min_lot: Option<String>,
    /// When it is harvested.
    #[schema(required)]
    harvest: Option<WindowBody>,
    /// Code of the commune or province where it is picked up.
    #[schema(required, example = "32236")]
    place: Option<String>,
    /// Asked price, whole đồng per `price_unit`; the reference price stands in when left out.
    ask: Option<i64>,
    /// Unit of the price; `unit` when left out.
    price_unit: Option<String>,
    /// `farm` (when left out) or `delivered`.
    basis: Option<String>,
    /// Codes of the provinces that a delivered price covers.
    delivered_to: Vec<String>,
    /// Ids of certificates.
    certificates: Vec<String>,
    /// Ids of uploaded photos, at most 6.
    photos: Vec<String>,
    /// `forecast`, `confirmed` (when left out) or `ready`.
    stage: Option<String>,
    /// A note, at most 500 characters.
    note: Option<String>,
    /// Whether it goes on the market at once; yes when left out.
    publish: Option<bool>,
}

impl From<OfferBody> for OfferInput {
    fn from(body: OfferBody) -> Self {
        Self {
            product: body.product,
            state: body.state,
            grade: body.grade,
            quantity: body.quantity,
            unit: body.unit,
            min_lot: body.min_lot,
            harvest: body.harvest.map(Into::into),
            place: body.place,
            ask: body.ask,
            price_unit: body.price_unit,
            basis: body.basis,
            delivered_to: body.delivered_to,
            certificates: body.certificates,
            photos: body.photos,
            stage: body.stage,
            note: body.note,
            publish: body.publish,
        }
    }
}

/// Several offers, made all or none.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OfferBatch)]
pub(crate) struct OfferBatch {
    /// At most 50.
    pub(crate) items: Vec<OfferBody>,
}

/// What a list of offers is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfferParams {
    /// Words in names, places and notes, with or without their marks.
    q: Option<String>,
    /// Id of a product.
    product: Option<String>,
    /// Id of a category; what lies below it counts too.
    category: Option<String>,
    /// State of the goods.
    state: Option<String>,
    /// Code of a province.
    province: Option<String>,
    /// Code of a place.
    place: Option<String>,
    /// Id of a certificate claimed.
    certificate: Option<String>,
    /// Stage.
    stage: Option<String>,
    /// Status; the public sees `published` only.
    status: Option<String>,
    /// Id of a supplier.
    supplier: Option<String>,
    /// Can be picked up on or after this day.
    from: Option<String>,
    /// Can be picked up on or before this day.
    to: Option<String>,
    /// At least so much is left, in base units.
    min_quantity: Option<i64>,
    /// Asks at most this, đồng per 1,000 base units.
    max_price: Option<i64>,
    /// Only those of the reader's own organisations.
    mine: Option<bool>,
    /// `newest` (when left out), `price`, `date` or `quantity`.
    sort: Option<String>,
    /// Rows a page, 24 when left out, at most 100.
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

impl From<OfferParams> for Query<Asked> {
    fn from(params: OfferParams) -> Self {
        Self {
            q: params.q,
            product: params.product,
            category: params.category,
            province: params.province,
            certificate: params.certificate,
            status: params.status,
            owner: params.supplier,
            from: params.from,
            to: params.to,
            asked: Asked {
                state: params.state,
                place: params.place,
                stage: params.stage,
                min_quantity: params.min_quantity,
                max_price: params.max_price,
            },
            mine: params.mine.unwrap_or(false),
            sort: params.sort,
            limit: params.limit,
            cursor: params.cursor,
        }
    }
}

/// How much surer the harvest is.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StageInput)]
pub(crate) struct StageBody {
    /// `confirmed` or `ready`.
    pub(crate) to: String,
}

/// An offer as it is shown. Quantities are in base units, prices in đồng per 1,000 of them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OfferView)]
pub(crate) struct OfferView {
    id: Uuid,
    supplier: OrganisationBrief,
    product: ProductBrief,
    /// State the goods are in.
    state: &'static str,
    /// Size or quality.
    grade: Option<String>,
    /// How much in all.
    quantity: i64,
    /// How much is promised already.
    reserved: i64,
    /// How much is left.
    available: i64,
    /// The unit it was typed in.
    unit: String,
    /// Base units in one of that unit.
    unit_base: i64,
    /// The least that one buyer may take.
    min_lot: i64,
    /// When it is harvested.
    harvest: Window,
    /// Where it is picked up.
    place: PlaceBrief,
    /// Asked price; null leaves it to the reference price.
    ask: Option<i64>,
    /// `farm` or `delivered`.
    basis: &'static str,
    /// Codes of the provinces that a delivered price covers.
    delivered_to: Vec<String>,
    certificates: Vec<ClaimedCertificate>,
    photos: Vec<Photo>,
    /// `forecast`, `confirmed` or `ready`.
    stage: &'static str,
    /// `draft`, `published`, `sold_out`, `expired` or `withdrawn`.
    status: &'static str,
    note: Option<String>,
    /// Counts changes; also the ETag.
    version: i64,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    updated_at: String,
    /// The figure behind a demonstration post; null for people's own.
    provenance: Option<ProvenanceView>,
    /// Whether it is of the reader's own organisation.
    mine: bool,
}

/// A certificate that an offer claims.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClaimedCertificate {
    id: String,
    name: String,
    /// Whether the supplier holds a verified one that is valid today.
    verified: bool,
}

/// A photo of the goods.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Photo {
    id: Uuid,
    url: String,
    thumb_url: String,
}

impl From<view::OfferView> for OfferView {
    fn from(view: view::OfferView) -> Self {
        let available = view.offer.available().0;
        let (offer, terms) = (view.offer.clone(), view.offer.terms);
        let (basis, delivered_to) = match terms.basis {
            PriceBasis::Farm => ("farm", Vec::new()),
            PriceBasis::Delivered { provinces } => ("delivered", provinces),
        };
        Self {
            id: offer.id.0,
            supplier: view.supplier.into(),
            product: view.product.into(),
            state: terms.state.as_str(),
            grade: terms.grade,
            quantity: terms.quantity.0,
            reserved: offer.reserved.0,
            available,
            unit: terms.unit.0,
            unit_base: view.unit_base,
            min_lot: terms.min_lot.0,
            harvest: terms.harvest.into(),
            place: view.place.into(),
            ask: terms.ask.map(|ask| ask.0),
            basis,
            delivered_to: delivered_to.into_iter().map(|code| code.0).collect(),
            certificates: view.certificates.into_iter().map(Into::into).collect(),
            photos: terms.photos.into_iter().map(|id| Photo::of(id.0)).collect(),
            stage: terms.stage.as_str(),
            status: offer.status.as_str(),
            note: terms.note,
            version: offer.version,
            created_at: rfc3339(view.created_at),
            updated_at: rfc3339(view.updated_at),
            provenance: view.provenance.map(Into::into),
            mine: view.mine,
        }
    }
}

impl From<view::ClaimedCertificate> for ClaimedCertificate {
    fn from(certificate: view::ClaimedCertificate) -> Self {
        Self {
            id: certificate.id.0,
            name: certificate.name,
            verified: certificate.verified,
        }
    }
}

impl Photo {
    fn of(id: Uuid) -> Self {
        Self {
            id,
            url: format!("/api/v1/files/{id}"),
            thumb_url: format!("/api/v1/files/{id}/thumb"),
        }
    }
}
