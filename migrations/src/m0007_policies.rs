//! The weights of matching, a row for every version.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text, uuid_null};

use crate::drop_tables;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(policies()).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(m, &["policies"]).await
    }
}

fn policies() -> TableCreateStatement {
    Table::create()
        .table("policies")
        .col(big_integer("version").primary_key())
        .col(text("policy"))
        .col(uuid_null("changed_by"))
        .col(big_integer("changed_at"))
        .to_owned()
}
