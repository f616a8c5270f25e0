//! What is posted: harvest offers and shortage requests.

mod common;
pub mod offer;
pub mod provenance;
pub mod request;

pub use common::{Post, PostStatus};

use crate::words;

words! {
    /// The state goods are traded in; it decides shelf life and load.
    ProductState {
        /// Sống.
        Live = "live",
        /// Tươi.
        Fresh = "fresh",
        /// Ướp đá.
        Iced = "iced",
        /// Đông lạnh.
        Frozen = "frozen",
        /// Khô.
        Dried = "dried",
        /// Chế biến.
        Processed = "processed",
        /// Hạt (lúa, gạo).
        Grain = "grain",
    }
}
