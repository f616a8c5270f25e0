//! What the list of requests can be ordered by.

use chonoi_domain::id::ProductId;
use chonoi_domain::post::request::Request;
use chonoi_domain::words;
use sea_orm::Condition;
use sea_orm::sea_query::{Expr, ExprTrait};

use super::Record;
use super::row::{self, Column, Entity};
use crate::error::StoreError;
use crate::listing::holds;
use crate::posts::{Columns, Ranking, Stored};

words! {
    /// In which order requests are listed.
    #[derive(Default)]
    Sort {
        /// Newest first.
        #[default]
        Newest = "newest",
        /// Earliest delivery first.
        Date = "date",
        /// Most lacking first.
        Quantity = "quantity",
        /// Most urgent first.
        Urgency = "urgency",
    }
}

impl Stored for Request {
    type Table = Entity;
    type Sort = Sort;
    /// Nothing more.
    type Wish = ();
    const COLUMNS: Columns<Column> = Columns {
        id: Column::Id,
        owner: Column::Buyer,
        products: Column::Products,
        province: Column::Province,
        certificates: Column::Certificates,
        quantity: Column::Quantity,
        reserved: Column::Reserved,
        from: Column::DeliveryFrom,
        to: Column::DeliveryTo,
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
            Sort::Date => Ranking::day(Expr::col(Column::DeliveryFrom)),
            Sort::Quantity => Ranking::down(Expr::col(Column::Quantity).sub(Expr::col(Column::Reserved))),
            Sort::Urgency => Ranking::down(Expr::col(Column::Urgency)),
        }
    }

    fn rank(record: &Record, sort: Sort) -> i64 {
        let terms = &record.post.terms;
        match sort {
            Sort::Newest => record.created_at,
            Sort::Date => i64::from(terms.delivery.from().to_julian_day()),
            Sort::Quantity => record.post.open().0,
            Sort::Urgency => i64::from(terms.urgency),
        }
    }

    fn of_products(products: &[ProductId]) -> Condition {
        // None of them must mean nothing, and an empty `any` would let everything through.
        let mut any = Condition::any().add(Expr::val(false).eq(true));
        for product in products {
            any = any.add(holds(Expr::col(Column::Products), product.as_str()));
        }
        any
    }

    fn fulfilling((): &()) -> Condition {
        Condition::all()
    }
}
