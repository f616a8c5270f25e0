//! Products of the catalogue, searched as people type.

use std::cmp::Reverse;

use chonoi_domain::catalogue::{Category, CertificateKind, Product, TradeUnit};
use chonoi_domain::fold::fold;
use chonoi_domain::id::{CategoryId, ProductId};
use chonoi_domain::post::ProductState;

use crate::error::Error;
use crate::posts::catalogue::states_of;
use crate::posts::text;
use crate::service::Market;

impl Market {
    /// Products within `category` whose names hold all words of `q`: the closest names first, of those the ones with the
    /// most posts on the market, then by their Vietnamese names. Headings that cannot be traded are among them and
    /// marked so.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn products(
        &self,
        q: Option<&str>,
        category: Option<&CategoryId>,
    ) -> Result<Vec<&Product>, Error> {
        let standing = self.standing().await?;
        let posts = standing.posts_by_product();
        let words = text::words(q);
        let whole = words.join(" ");
        let mut found: Vec<(u8, &Product)> = self
            .catalogue
            .products()
            .filter(|p| category.is_none_or(|c| self.catalogue.is_within(&p.category, c)))
            .filter_map(|p| Some((self.closeness(p, &words, &whole)?, p)))
            .collect();
        found.sort_by_cached_key(|(closeness, product)| {
            let posts = posts.get(&product.id).copied().unwrap_or(0);
            (*closeness, Reverse(posts), fold(&product.name_vi), &product.id)
        });
        Ok(found.into_iter().map(|(_, product)| product).collect())
    }

    /// The product of that id.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn product(&self, id: &ProductId) -> Result<&Product, Error> {
        self.catalogue.product(id).ok_or(Error::NotFound("product"))
    }

    /// The states in which `product` may be posted.
    #[must_use]
    pub fn states_of(&self, product: &Product) -> Vec<ProductState> {
        states_of(product)
    }

    /// The units in which `product` may be posted, the smallest first.
    #[must_use]
    pub fn units_of(&self, product: &Product) -> Vec<&TradeUnit> {
        self.catalogue.units_of(product)
    }

    /// All categories in id order.
    #[must_use]
    pub fn categories(&self) -> Vec<&Category> {
        self.catalogue.categories().collect()
    }

    /// All kinds of certificate in id order.
    #[must_use]
    pub fn certificate_kinds(&self) -> Vec<&CertificateKind> {
        self.catalogue.certificates().collect()
    }

    /// 0 for a name that is what was typed, then beginnings, then any place; `None` when a word is missing.
    fn closeness(&self, product: &Product, words: &[String], whole: &str) -> Option<u8> {
        if words.is_empty() {
            return Some(0);
        }
        let all = fold(&self.product_words(&product.id));
        if !words.iter().all(|word| all.contains(word.as_str())) {
            return None;
        }
        let names = [&product.name_vi, &product.name_en];
        let names: Vec<String> = names
            .into_iter()
            .chain(&product.synonyms)
            .map(|name| fold(name))
            .collect();
        if names.iter().any(|name| name == whole) {
            Some(0)
        } else if names.iter().any(|name| name.starts_with(whole)) {
            Some(1)
        } else {
            Some(2)
        }
    }
}
