//! An offer as its readers see it.

use std::collections::BTreeSet;

use chonoi_domain::id::{CertificateId, OrganisationId};
use chonoi_domain::post::offer::Offer;
use chonoi_domain::post::provenance::Provenance;
use chonoi_store::offers::Record;
use chonoi_store::{Reader, certificates};
use serde::{Deserialize, Serialize};

use crate::brief::{OrganisationBrief, PlaceBrief, ProductBrief};
use crate::error::Error;
use crate::posts::catalogue::unit_of;
use crate::posts::sight::Sight;
use crate::service::Market;

/// An offer with the names behind its codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferView {
    /// The offer.
    pub offer: Offer,
    /// Who sells.
    pub supplier: OrganisationBrief,
    /// What is sold.
    pub product: ProductBrief,
    /// Where it is picked up.
    pub place: PlaceBrief,
    /// Base units in one of the unit it was typed in.
    pub unit_base: i64,
    /// Certificates claimed.
    pub certificates: Vec<ClaimedCertificate>,
    /// The source of a demonstration post; none of people's own posts.
    pub provenance: Option<Provenance>,
    /// Whether it is of the reader's own organisation.
    pub mine: bool,
    /// When it was written, UTC ms.
    pub created_at: i64,
    /// When it last changed, UTC ms.
    pub updated_at: i64,
}

/// A certificate that an offer claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimedCertificate {
    /// Its kind.
    pub id: CertificateId,
    /// The kind's name.
    pub name: String,
    /// Whether its supplier holds a verified one that is valid today.
    pub verified: bool,
}

/// Which supplier holds which certificate, verified and valid.
type Held = BTreeSet<(OrganisationId, CertificateId)>;

impl Market {
    /// `records` as the reader with `sight` sees them, in their order.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub(crate) async fn offer_views(
        &self,
        db: &impl Reader,
        sight: &Sight,
        records: Vec<Record>,
    ) -> Result<Vec<OfferView>, Error> {
        let mut suppliers: Vec<_> = records.iter().map(|r| r.post.supplier).collect();
        suppliers.sort_unstable();
        suppliers.dedup();
        let briefs = self.organisation_briefs(db, suppliers.iter().copied()).await?;
        let held = certificates::counting(db, Some(&suppliers), self.today()).await?;
        let held: Held = held.into_iter().collect();
        let mut views = Vec::with_capacity(records.len());
        for record in records {
            let supplier = briefs.get(&record.post.supplier).cloned();
            let supplier = supplier.ok_or_else(|| Error::internal("an offer without its supplier"))?;
            views.push(self.offer_view(record, supplier, &held, sight));
        }
        Ok(views)
    }

    fn offer_view(
        &self,
        record: Record,
        supplier: OrganisationBrief,
        held: &Held,
        sight: &Sight,
    ) -> OfferView {
        let terms = &record.post.terms;
        let product = self.catalogue.product(&terms.product);
        let unit = product.and_then(|p| unit_of(&self.catalogue, p, &terms.unit));
        let certificates = terms.certificates.iter().map(|id| ClaimedCertificate {
            id: id.clone(),
            name: self.certificate_name(id),
            verified: held.contains(&(record.post.supplier, id.clone())),
        });
        OfferView {
            product: self.product_brief(&terms.product),
            place: self.place_brief(&terms.place),
            unit_base: unit.map_or(1, |unit| unit.base),
            certificates: certificates.collect(),
            mine: sight.is_own(record.post.supplier),
            supplier,
            provenance: record.provenance,
            created_at: record.created_at,
            updated_at: record.updated_at,
            offer: record.post,
        }
    }

    /// What a kind of certificate is called.
    pub(crate) fn certificate_name(&self, id: &CertificateId) -> String {
        let kind = self.catalogue.certificate(id);
        kind.map_or_else(|| id.0.clone(), |kind| kind.name.clone())
    }
}
