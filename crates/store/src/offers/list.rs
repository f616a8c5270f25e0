//! What the list of offers can be asked for and ordered by.

use chonoi_domain::id::{PlaceCode, ProductId};
use chonoi_domain::post::ProductState;
use chonoi_domain::post::offer::{Offer, OfferStage};
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_domain::words;
use sea_orm::Condition;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, Func};

use super::Record;
use super::row::{self, Column, Entity};
use crate::error::StoreError;
use crate::posts::{Columns, Ranking, Stored};

words! {
    /// In which order offers are listed.
    #[derive(Default)]
    Sort {
        /// Newest first.
        #[default]
        Newest = "newest",
        /// Cheapest first; without a price last.
        Price = "price",
        /// Earliest harvest first.
        Date = "date",
        /// Most left first.
        Quantity = "quantity",
    }
}

/// What only offers can be asked for; `None` lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// In this state.
    pub state: Option<ProductState>,
    /// Picked up at exactly this place.
    pub place: Option<PlaceCode>,
    /// At this stage.
    pub stage: Option<OfferStage>,
    /// At least so much is left.
    pub min_available: Option<Quantity>,
    /// Asks at most this.
    pub max_ask: Option<UnitPrice>,
}

/// Sorts behind every price.
const NO_PRICE: i64 = i64::MAX;

impl Stored for Offer {
    type Table = Entity;
    type Sort = Sort;
    type Wish = Wish;
    const COLUMNS: Columns<Column> = Columns {
        id: Column::Id,
        owner: Column::Supplier,
        products: Column::Product,
        province: Column::Province,
        certificates: Column::Certificates,
        quantity: Column::Quantity,
        reserved: Column::Reserved,
        from: Column::HarvestFrom,
        to: Column::HarvestTo,
        status: Column::Status,
        version: Column::Version,
        search: Column::Search,
        provenance: Column::Provenance,
        updated_at: Column::UpdatedAt,
    };

    fn write(record: &Record, search: &str) -> Result<row::ActiveModel, StoreError> {
        row::write(record, search)
    }

    fn read(row: row::Model) -> Result<Record, StoreError> {
        row::read(row)
    }

    fn ranking(sort: Sort) -> Ranking {
        match sort {
            Sort::Newest => Ranking::down(Expr::col(Column::CreatedAt)),
            Sort::Price => Ranking::up(Func::coalesce([Expr::col(Column::Ask), Expr::val(NO_PRICE)]).into()),
            Sort::Date => Ranking::day(Expr::col(Column::HarvestFrom)),
            Sort::Quantity => Ranking::down(available()),
        }
    }

    fn rank(record: &Record, sort: Sort) -> i64 {
        let terms = &record.post.terms;
        match sort {
            Sort::Newest => record.created_at,
            Sort::Price => terms.ask.map_or(NO_PRICE, |ask| ask.0),
            Sort::Date => i64::from(terms.harvest.from().to_julian_day()),
            Sort::Quantity => record.post.available().0,
        }
    }

    fn of_products(products: &[ProductId]) -> Condition {
        Condition::all().add(Column::Product.is_in(products.iter().map(ProductId::as_str)))
    }

    fn fulfilling(wish: &Wish) -> Condition {
        let place = wish.place.as_ref();
        Condition::all()
            .add_option(wish.state.map(|state| Column::State.eq(state.as_str())))
            .add_option(place.map(|place| Column::Place.eq(place.as_str())))
            .add_option(wish.stage.map(|stage| Column::Stage.eq(stage.as_str())))
            .add_option(wish.min_available.map(|least| available().gte(least.0)))
            .add_option(wish.max_ask.map(|most| Column::Ask.lte(most.0)))
    }
}

fn available() -> Expr {
    Expr::col(Column::Quantity).sub(Expr::col(Column::Reserved))
}
