//! Requests as they are sent and shown.

use chonoi_market::posts::list::Query;
use chonoi_market::requests::input::{ProductInput, RequestInput};
use chonoi_market::requests::view;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::briefs::{OrganisationBrief, PlaceBrief, ProductBrief, ProvenanceView, Window, rfc3339};
use crate::api::posts::WindowBody;

/// A request as it is sent.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = RequestInput)]
pub(crate) struct RequestBody {
    /// Products that would do, at most 20, all counted alike.
    #[schema(required)]
    products: Vec<ProductBody>,
    /// States accepted; any when left out.
    states: Vec<String>,
    /// Grade accepted; any when left out.
    grade: Option<String>,
    /// Decimal number in `unit`; may be left out beside `daily_quantity`.
    #[schema(example = "20")]
    quantity: Option<String>,
    /// What is wanted on every day of `delivery`, a decimal number in `unit`; for goods that may come all at once it
    /// is left out.
    daily_quantity: Option<String>,
    /// Code of a trade unit that all products have.
    #[schema(required, example = "tan")]
    unit: Option<String>,
    /// The least that one supplier may bring at a time, a decimal number in `unit`.
    min_lot: Option<String>,
    /// When it must arrive.
    #[schema(required)]
    delivery: Option<WindowBody>,
    /// Code of the commune or province where it must arrive.
    #[schema(required, example = "79")]
    place: Option<String>,
    /// Unit of the bids; `unit` when left out.
    price_unit: Option<String>,
    /// Ids of the certificates required.
    certificates: Vec<String>,
    /// Days of shelf life left at arrival; 1 when left out.
    min_life_days: Option<i64>,
    /// 1 (a promotion) to 5 (a locked-down city); 3 when left out.
    urgency: Option<i64>,
    /// A note, at most 500 characters.
    note: Option<String>,
    /// Whether it goes on the market at once; yes when left out.
    publish: Option<bool>,
}

/// One product that would do.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = AlternativeInput)]
pub(crate) struct ProductBody {
    /// Id of the product.
    #[schema(required, example = "tom-su")]
    product: Option<String>,
    /// Price paid delivered, whole đồng per `price_unit`; the reference price stands in when left out.
    bid: Option<i64>,
}

impl From<RequestBody> for RequestInput {
    fn from(body: RequestBody) -> Self {
        let products = body.products.into_iter().map(|wanted| ProductInput {
            product: wanted.product,
            bid: wanted.bid,
        });
        Self {
            products: products.collect(),
            states: body.states,
            grade: body.grade,
            quantity: body.quantity,
            daily_quantity: body.daily_quantity,
            unit: body.unit,
            min_lot: body.min_lot,
            delivery: body.delivery.map(Into::into),
            place: body.place,
            price_unit: body.price_unit,
            certificates: body.certificates,
            min_life_days: body.min_life_days,
            urgency: body.urgency,
            note: body.note,
            publish: body.publish,
        }
    }
}

/// Several requests, made all or none.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RequestBatch)]
pub(crate) struct RequestBatch {
    /// At most 50.
    pub(crate) items: Vec<RequestBody>,
}

/// What a list of requests is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct RequestParams {
    /// Words in names, places and notes, with or without their marks.
    q: Option<String>,
    /// Id of a product.
    product: Option<String>,
    /// Id of a category; what lies below it counts too.
    category: Option<String>,
    /// Code of a province.
    province: Option<String>,
    /// Id of a certificate required.
    certificate: Option<String>,
    /// Status; the public sees `published` only.
    status: Option<String>,
    /// Id of a buyer.
    buyer: Option<String>,
    /// May be delivered on or after this day.
    from: Option<String>,
    /// May be delivered on or before this day.
    to: Option<String>,
    /// Only those of the reader's own organisations.
    mine: Option<bool>,
    /// `newest` (when left out), `date`, `quantity` or `urgency`.
    sort: Option<String>,
    /// Rows a page, 24 when left out, at most 100.
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

impl From<RequestParams> for Query<()> {
    fn from(params: RequestParams) -> Self {
        Self {
            q: params.q,
            product: params.product,
            category: params.category,
            province: params.province,
            certificate: params.certificate,
            status: params.status,
            owner: params.buyer,
            from: params.from,
            to: params.to,
            asked: (),
            mine: params.mine.unwrap_or(false),
            sort: params.sort,
            limit: params.limit,
            cursor: params.cursor,
        }
    }
}

/// A request as it is shown. Quantities are in base units, prices in đồng per 1,000 of them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RequestView)]
pub(crate) struct RequestView {
    id: Uuid,
    buyer: OrganisationBrief,
    /// Products that would do, at least one.
    products: Vec<Alternative>,
    /// States accepted; any when empty.
    states: Vec<&'static str>,
    /// Grade accepted; any when null.
    grade: Option<String>,
    /// How much in all.
    quantity: i64,
    /// How much on every day of `delivery`; null where it may come all at once.
    daily_quantity: Option<i64>,
    /// How much deals cover already.
    reserved: i64,
    /// How much is still lacking.
    open: i64,
    /// The unit it was typed in.
    unit: String,
    /// Base units in one of that unit.
    unit_base: i64,
    /// The least that one supplier may bring.
    min_lot: i64,
    /// When it must arrive.
    delivery: Window,
    /// Where it must arrive.
    place: PlaceBrief,
    certificates: Vec<RequiredCertificate>,
    /// Days of shelf life left at arrival.
    min_life_days: i32,
    /// 1 to 5.
    urgency: i32,
    /// `draft`, `published`, `fulfilled`, `expired` or `withdrawn`.
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

/// One product that would do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Alternative {
    product: ProductBrief,
    /// Price paid delivered; null leaves it to the reference price.
    bid: Option<i64>,
}

/// A certificate that a request requires.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RequiredCertificate {
    id: String,
    name: String,
}

impl From<view::RequestView> for RequestView {
    fn from(view: view::RequestView) -> Self {
        let open = view.request.open().0;
        let (request, terms) = (view.request.clone(), view.request.terms);
        let bids = terms.alternatives.iter().map(|a| a.bid.map(|bid| bid.0));
        let products = view
            .products
            .into_iter()
            .zip(bids)
            .map(|(product, bid)| Alternative {
                product: product.into(),
                bid,
            });
        let certificates = view.certificates.into_iter().map(|c| RequiredCertificate {
            id: c.id.0,
            name: c.name,
        });
        Self {
            id: request.id.0,
            buyer: view.buyer.into(),
            products: products.collect(),
            states: terms.states.iter().map(|state| state.as_str()).collect(),
            grade: terms.grade,
            quantity: terms.quantity.0,
            daily_quantity: terms.daily_quantity.map(|daily| daily.0),
            reserved: request.reserved.0,
            open,
            unit: terms.unit.0,
            unit_base: view.unit_base,
            min_lot: terms.min_lot.0,
            delivery: terms.delivery.into(),
            place: view.place.into(),
            certificates: certificates.collect(),
            min_life_days: terms.min_life_days,
            urgency: terms.urgency,
            status: request.status.as_str(),
            note: terms.note,
            version: request.version,
            created_at: rfc3339(view.created_at),
            updated_at: rfc3339(view.updated_at),
            provenance: view.provenance.map(Into::into),
            mine: view.mine,
        }
    }
}
