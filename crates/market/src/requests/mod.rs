//! What requests have that offers have not: several products, each with its bid.

pub mod input;
pub mod view;

use chonoi_domain::field::FieldError;
use chonoi_domain::post::request::{Request, RequestTerms};
use chonoi_domain::quantity::Quantity;
use chonoi_domain::sheet::{Row, SheetError, SheetParser};
use chonoi_store::requests::Record;
use chonoi_store::{Reader, Tx};

use self::input::RequestInput;
use self::view::RequestView;
use crate::actor::Member;
use crate::brief::OrganisationBrief;
use crate::error::Error;
use crate::posts::faults::Faults;
use crate::posts::fields::Reading;
use crate::posts::kind::PostKind;
use crate::posts::sight::Sight;
use crate::service::Market;

impl PostKind for Request {
    type Input = RequestInput;
    type Asked = ();
    type View = RequestView;

    fn is_published(input: &RequestInput) -> bool {
        input.publish.unwrap_or(true)
    }

    fn terms_of(reading: &mut Reading<'_>, input: &RequestInput) -> Option<RequestTerms> {
        input::read(reading, input)
    }

    fn vet(reading: &mut Reading<'_>, terms: &RequestTerms) {
        input::vet(reading, terms);
    }

    fn parse(parser: &SheetParser<'_>, rows: &[Row]) -> Result<Vec<(u64, RequestTerms)>, Vec<SheetError>> {
        let parsed = parser.requests(rows, |_| ())?;
        Ok(parsed
            .posts
            .into_iter()
            .map(|row| (row.line, row.terms))
            .collect())
    }

    async fn look_up(_: &Tx, _: &Member, _: &RequestTerms, prefix: String) -> Result<Faults, Error> {
        Ok(Faults::under(prefix))
    }

    fn carry_over(_: &RequestTerms, _: &RequestInput, terms: RequestTerms) -> RequestTerms {
        terms
    }

    /// What deals cover binds: the products they are about stay, and so much of the quantity.
    fn broken(was: &Self, terms: &RequestTerms) -> Faults {
        let (was, reserved) = (&was.terms, was.reserved);
        let mut faults = Faults::default();
        if reserved > Quantity(0) {
            let wanted = |product| terms.alternatives.iter().any(|a| a.product == product);
            if !was.alternatives.iter().all(|a| wanted(a.product.clone())) {
                faults.add::<()>("products", "reserved");
            }
            if terms.quantity < reserved {
                faults.push::<()>(FieldError::new("quantity", "below_reserved").with("min", reserved));
            }
        }
        faults
    }

    fn words(market: &Market, terms: &RequestTerms) -> [String; 3] {
        let products = terms.alternatives.iter();
        let products: Vec<String> = products.map(|a| market.product_words(&a.product)).collect();
        [
            products.join(" "),
            terms.grade.clone().unwrap_or_default(),
            terms.note.clone().unwrap_or_default(),
        ]
    }

    fn wish(_: &mut Reading<'_>, (): &()) {}

    async fn views(
        market: &Market,
        db: &impl Reader,
        sight: &Sight,
        records: Vec<Record>,
    ) -> Result<Vec<RequestView>, Error> {
        market.request_views(db, sight, records).await
    }

    fn owner_in(view: &RequestView) -> &OrganisationBrief {
        &view.buyer
    }
}
