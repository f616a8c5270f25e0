//! What went into a run, kept so that its plan can be made again, and the digest of that plan.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{blob, string_null, uuid};

use crate::drop_tables;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table("match_runs")
            .add_column(string_null("plan_hash"))
            .to_owned();
        m.alter_table(table).await?;
        m.create_table(snapshots()).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(m, &["snapshots"]).await?;
        let table = Table::alter()
            .table("match_runs")
            .drop_column("plan_hash")
            .to_owned();
        m.alter_table(table).await
    }
}

/// Gzipped JSON.
fn snapshots() -> TableCreateStatement {
    let mut run = ForeignKey::create();
    run.name("snapshots_run_fk")
        .from("snapshots", "run_id")
        .to("match_runs", "id");
    Table::create()
        .table("snapshots")
        .col(uuid("run_id").primary_key())
        .col(blob("input"))
        .foreign_key(&mut run)
        .to_owned()
}
