//! What collection points and processors can take.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, date, string, text, text_null, uuid,
};

use crate::{drop_tables, index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(capacities()).await?;
        m.create_index(index(
            "capacities_in_force",
            "capacities",
            &["removed", "to_date", "id"],
        ))
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(m, &["capacities"]).await
    }
}

fn capacities() -> TableCreateStatement {
    Table::create()
        .table("capacities")
        .col(uuid("id").primary_key())
        .col(string("kind"))
        .col(string("name"))
        .col(string("place"))
        .col(text("products"))
        .col(big_integer_null("quantity"))
        .col(big_integer_null("daily_quantity"))
        .col(date("from_date"))
        .col(date("to_date"))
        .col(boolean("removed"))
        .col(text_null("provenance"))
        .col(big_integer("version"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .check(("capacities_window", Expr::cust("from_date <= to_date")))
        .check((
            "capacities_some_quantity",
            Expr::cust("quantity IS NOT NULL OR daily_quantity IS NOT NULL"),
        ))
        .check((
            "capacities_quantity",
            Expr::cust(
                "(quantity IS NULL OR quantity >= 0) AND (daily_quantity IS NULL OR daily_quantity >= 0)",
            ),
        ))
        .to_owned()
}
