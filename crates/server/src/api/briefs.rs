//! Organisations, places, products and other small parts of many answers, in the contract's words.

use chonoi_domain::post::provenance::Provenance;
use chonoi_domain::window::DateWindow;
use chonoi_market::brief;
use chonoi_market::clock::instant;
use serde::Serialize;
use time::format_description::well_known::Rfc3339;
use utoipa::ToSchema;
use uuid::Uuid;

/// A place in few words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlaceBrief)]
pub(crate) struct PlaceBrief {
    /// GSO code, 2 digits for a province, 5 for a commune.
    pub(crate) code: String,
    /// Full name.
    pub(crate) name: String,
    /// Code of its province.
    pub(crate) province_code: String,
    /// Short name of its province.
    pub(crate) province_name: String,
}

impl From<brief::PlaceBrief> for PlaceBrief {
    fn from(place: brief::PlaceBrief) -> Self {
        Self {
            code: place.code.0,
            name: place.name,
            province_code: place.province_code.0,
            province_name: place.province_name,
        }
    }
}

/// A product in few words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProductBrief)]
pub(crate) struct ProductBrief {
    /// Id in the catalogue.
    pub(crate) id: String,
    /// Vietnamese name.
    pub(crate) name_vi: String,
    /// English name.
    pub(crate) name_en: String,
    /// `g`, `ml` or `piece`: what quantities count.
    pub(crate) base_unit: &'static str,
    /// Id of its category.
    pub(crate) category: String,
}

impl From<brief::ProductBrief> for ProductBrief {
    fn from(product: brief::ProductBrief) -> Self {
        Self {
            id: product.id.0,
            name_vi: product.name_vi,
            name_en: product.name_en,
            base_unit: product.base_unit.code(),
            category: product.category.0,
        }
    }
}

/// An organisation in few words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrganisationBrief)]
pub(crate) struct OrganisationBrief {
    /// Id.
    pub(crate) id: Uuid,
    /// Full name.
    pub(crate) name: String,
    /// What kind it is.
    pub(crate) kind: &'static str,
    /// `pending`, `verified` or `suspended`.
    pub(crate) verification: &'static str,
    /// Where it is seated.
    pub(crate) place: PlaceBrief,
    /// Whether it belongs to the demonstration market.
    pub(crate) demo: bool,
}

impl From<brief::OrganisationBrief> for OrganisationBrief {
    fn from(organisation: brief::OrganisationBrief) -> Self {
        Self {
            id: organisation.id.0,
            name: organisation.name,
            kind: organisation.kind.as_str(),
            verification: organisation.verification.as_str(),
            place: organisation.place.into(),
            demo: organisation.demo,
        }
    }
}

/// Days, both included.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Window)]
pub(crate) struct Window {
    /// First day.
    #[schema(format = Date)]
    pub(crate) from: String,
    /// Last day.
    #[schema(format = Date)]
    pub(crate) to: String,
}

impl From<DateWindow> for Window {
    fn from(window: DateWindow) -> Self {
        Self {
            from: window.from().to_string(),
            to: window.to().to_string(),
        }
    }
}

/// The published figure behind a demonstration post.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Provenance)]
pub(crate) struct ProvenanceView {
    /// `published`, `derived` or `assumption`.
    pub(crate) basis: &'static str,
    /// Id of the source.
    pub(crate) source_id: String,
    /// Who published it.
    pub(crate) publisher: String,
    /// Where.
    pub(crate) url: String,
    /// The figure in words.
    pub(crate) figure: String,
}

impl From<Provenance> for ProvenanceView {
    fn from(provenance: Provenance) -> Self {
        Self {
            basis: provenance.basis.as_str(),
            source_id: provenance.source_id,
            publisher: provenance.publisher,
            url: provenance.url,
            figure: provenance.figure,
        }
    }
}

/// A stored instant as RFC 3339, UTC.
pub(crate) fn rfc3339(millis: i64) -> String {
    instant(millis).format(&Rfc3339).unwrap_or_default()
}
