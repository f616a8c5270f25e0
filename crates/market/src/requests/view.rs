//! A request as its readers see it.

use chonoi_domain::id::CertificateId;
use chonoi_domain::post::provenance::Provenance;
use chonoi_domain::post::request::Request;
use chonoi_store::Reader;
use chonoi_store::requests::Record;
use serde::{Deserialize, Serialize};

use crate::brief::{OrganisationBrief, PlaceBrief, ProductBrief};
use crate::error::Error;
use crate::posts::catalogue::unit_of;
use crate::posts::sight::Sight;
use crate::service::Market;

/// A request with the names behind its codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestView {
    /// The request.
    pub request: Request,
    /// Who buys.
    pub buyer: OrganisationBrief,
    /// The products of its alternatives, in their order.
    pub products: Vec<ProductBrief>,
    /// Where it must arrive.
    pub place: PlaceBrief,
    /// Base units in one of the unit it was typed in.
    pub unit_base: i64,
    /// Certificates required.
    pub certificates: Vec<RequiredCertificate>,
    /// The source of a demonstration post; none of people's own posts.
    pub provenance: Option<Provenance>,
    /// Whether it is of the reader's own organisation.
    pub mine: bool,
    /// When it was written, UTC ms.
    pub created_at: i64,
    /// When it last changed, UTC ms.
    pub updated_at: i64,
}

/// A certificate that a request requires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequiredCertificate {
    /// Its kind.
    pub id: CertificateId,
    /// The kind's name.
    pub name: String,
}

impl Market {
    /// `records` as the reader with `sight` sees them, in their order.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub(crate) async fn request_views(
        &self,
        db: &impl Reader,
        sight: &Sight,
        records: Vec<Record>,
    ) -> Result<Vec<RequestView>, Error> {
        let buyers = records.iter().map(|record| record.post.buyer);
        let briefs = self.organisation_briefs(db, buyers).await?;
        let mut views = Vec::with_capacity(records.len());
        for record in records {
            let buyer = briefs.get(&record.post.buyer).cloned();
            let buyer = buyer.ok_or_else(|| Error::internal("a request without its buyer"))?;
            views.push(self.request_view(record, buyer, sight));
        }
        Ok(views)
    }

    fn request_view(&self, record: Record, buyer: OrganisationBrief, sight: &Sight) -> RequestView {
        let terms = &record.post.terms;
        let first = terms.alternatives.first();
        let product = first.and_then(|a| self.catalogue.product(&a.product));
        let unit = product.and_then(|p| unit_of(&self.catalogue, p, &terms.unit));
        let certificates = terms.certificates.iter().map(|id| RequiredCertificate {
            id: id.clone(),
            name: self.certificate_name(id),
        });
        let products = terms.alternatives.iter().map(|a| self.product_brief(&a.product));
        RequestView {
            products: products.collect(),
            place: self.place_brief(&terms.place),
            unit_base: unit.map_or(1, |unit| unit.base),
            certificates: certificates.collect(),
            mine: sight.is_own(record.post.buyer),
            buyer,
            provenance: record.provenance,
            created_at: record.created_at,
            updated_at: record.updated_at,
            request: record.post,
        }
    }
}
