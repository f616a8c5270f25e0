//! What a kind of post says about its table.

use chonoi_domain::post::Post;
use chonoi_domain::transition::Word;
use sea_orm::sea_query::Expr;
use sea_orm::{Condition, EntityTrait, IntoActiveModel, Order};

use super::Record;
use crate::error::StoreError;

/// A post that is kept in a table of its own.
pub trait Stored: Post {
    /// The table.
    type Table: EntityTrait<
            Model: IntoActiveModel<<Self::Table as EntityTrait>::ActiveModel> + Send + Sync,
            ActiveModel: Send,
        >;
    /// In which orders its list comes.
    type Sort: Word + Default;
    /// What its list can be asked for beside what every list of posts can.
    type Wish: Clone + std::fmt::Debug + Default + PartialEq + Eq + Send + Sync;
    /// The columns that every table of posts has.
    const COLUMNS: Columns<<Self::Table as EntityTrait>::Column>;

    /// All columns of `record`; `search` is its folded text.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a value cannot be written as text.
    fn write(
        record: &Record<Self>,
        search: &str,
    ) -> Result<<Self::Table as EntityTrait>::ActiveModel, StoreError>;

    /// The row as domain values.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the row holds something that was never written.
    fn read(row: <Self::Table as EntityTrait>::Model) -> Result<Record<Self>, StoreError>;

    /// The expression that `sort` orders by.
    fn ranking(sort: Self::Sort) -> Ranking;

    /// The value of that expression for `record`; a date as its Julian day.
    fn rank(record: &Record<Self>, sort: Self::Sort) -> i64;

    /// The rows with any of `products`.
    fn of_products(products: &[chonoi_domain::id::ProductId]) -> Condition;

    /// The rows that fulfil `wish`.
    fn fulfilling(wish: &Self::Wish) -> Condition;
}

/// The columns that every table of posts has.
#[derive(Clone, Copy, Debug)]
pub struct Columns<C> {
    /// Its id.
    pub id: C,
    /// Its organisation.
    pub owner: C,
    /// Its product, or several as [`crate::listing`] joins them.
    pub products: C,
    /// Province of its place.
    pub province: C,
    /// Certificates claimed or required.
    pub certificates: C,
    /// Amount in all.
    pub quantity: C,
    /// Amount that is reserved.
    pub reserved: C,
    /// First day of its window.
    pub from: C,
    /// Last day of its window.
    pub to: C,
    /// Where it is in its life.
    pub status: C,
    /// Counts changes.
    pub version: C,
    /// Folded text.
    pub search: C,
    /// The source of a demonstration post.
    pub provenance: C,
    /// When it last changed.
    pub updated_at: C,
}

/// How a list is ordered.
#[derive(Clone, Debug)]
pub struct Ranking {
    /// By what.
    pub by: Expr,
    /// Up or down; ties by id the same way.
    pub order: Order,
    /// Whether it is a date.
    pub is_day: bool,
}

impl Ranking {
    /// Smallest first.
    pub(crate) fn up(by: Expr) -> Self {
        Self {
            by,
            order: Order::Asc,
            is_day: false,
        }
    }

    /// Largest first.
    pub(crate) fn down(by: Expr) -> Self {
        Self {
            order: Order::Desc,
            ..Self::up(by)
        }
    }

    /// Earliest day first.
    pub(crate) fn day(by: Expr) -> Self {
        Self {
            is_day: true,
            ..Self::up(by)
        }
    }
}
