//! Organisations, places and products in the few words that views of other things carry.

use std::collections::BTreeMap;

use chonoi_domain::actor::{OrganisationKind, Verification};
use chonoi_domain::id::{CategoryId, OrganisationId, PlaceCode, ProductId};
use chonoi_domain::organisation::Organisation;
use chonoi_domain::quantity::BaseUnit;
use chonoi_store::{Reader, organisations};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::service::Market;

/// A place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceBrief {
    /// Its code.
    pub code: PlaceCode,
    /// Its full name.
    pub name: String,
    /// The province that it is or lies in.
    pub province_code: PlaceCode,
    /// That province's name without its kind.
    pub province_name: String,
}

/// A product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductBrief {
    /// Its id.
    pub id: ProductId,
    /// Vietnamese name.
    pub name_vi: String,
    /// English name.
    pub name_en: String,
    /// What it is counted in.
    pub base_unit: BaseUnit,
    /// Where it stands in the tree.
    pub category: CategoryId,
}

/// An organisation as everyone may see it; no phone number among it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationBrief {
    /// Its id.
    pub id: OrganisationId,
    /// Its full name.
    pub name: String,
    /// What kind it is.
    pub kind: OrganisationKind,
    /// Whether the trade department has checked it.
    pub verification: Verification,
    /// Where it is seated.
    pub place: PlaceBrief,
    /// Whether it belongs to the demonstration market.
    pub demo: bool,
}

impl Market {
    /// The place of that code; a code that the catalogue does not know stands for itself.
    #[must_use]
    pub fn place_brief(&self, code: &PlaceCode) -> PlaceBrief {
        let place = self.catalogue.place(code);
        let province = self.catalogue.province_of(code);
        PlaceBrief {
            code: code.clone(),
            name: place.map_or_else(|| code.0.clone(), |p| p.name.clone()),
            province_code: province.map_or_else(|| code.clone(), |p| p.code.clone()),
            province_name: province.map_or_else(|| code.0.clone(), |p| p.short_name.clone()),
        }
    }

    /// The product of that id; an id that the catalogue does not know stands for itself.
    #[must_use]
    pub fn product_brief(&self, id: &ProductId) -> ProductBrief {
        let product = self.catalogue.product(id);
        ProductBrief {
            id: id.clone(),
            name_vi: product.map_or_else(|| id.0.clone(), |p| p.name_vi.clone()),
            name_en: product.map_or_else(|| id.0.clone(), |p| p.name_en.clone()),
            base_unit: product.map_or(BaseUnit::Gram, |p| p.base_unit),
            category: product.map_or_else(|| CategoryId(String::new()), |p| p.category.clone()),
        }
    }

    /// `organisation` in few words.
    #[must_use]
    pub fn organisation_brief(&self, organisation: &Organisation) -> OrganisationBrief {
        OrganisationBrief {
            id: organisation.id,
            name: organisation.name.clone(),
            kind: organisation.kind,
            verification: organisation.verification,
            place: self.place_brief(&organisation.place),
            demo: organisation.demo,
        }
    }

    /// The organisations of those ids in few words; ids may repeat.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub(crate) async fn organisation_briefs(
        &self,
        db: &impl Reader,
        ids: impl IntoIterator<Item = OrganisationId>,
    ) -> Result<BTreeMap<OrganisationId, OrganisationBrief>, Error> {
        let mut ids: Vec<_> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        let found = organisations::find_many(db, &ids).await?;
        let briefs = found.iter().map(|o| (o.id, self.organisation_brief(o)));
        Ok(briefs.collect())
    }
}
