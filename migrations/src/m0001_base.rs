//! What every feature leans on: the outbox, idempotency keys, worker leases, the audit trail.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, string, string_null, text, uuid, uuid_null,
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
        m.create_table(outbox()).await?;
        m.create_index(index("outbox_ready", "outbox", &["claimed_until", "id"]))
            .await?;
        m.create_table(idempotency_keys()).await?;
        m.create_table(leases()).await?;
        m.create_table(audit_events()).await?;
        m.create_index(index("audit_unsealed", "audit_events", &["seal_number", "id"]))
            .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(m, &["audit_events", "leases", "idempotency_keys", "outbox"]).await
    }
}

fn outbox() -> TableCreateStatement {
    Table::create()
        .table("outbox")
        .col(uuid("id").primary_key())
        .col(string("topic"))
        .col(text("event"))
        .col(big_integer("created_at"))
        .col(big_integer("claimed_until"))
        .col(integer("attempts"))
        .to_owned()
}

fn idempotency_keys() -> TableCreateStatement {
    Table::create()
        .table("idempotency_keys")
        .col(string("scope"))
        .col(string("key"))
        .col(string("body_digest"))
        .col(integer("status"))
        .col(text("answer"))
        .col(big_integer("created_at"))
        .primary_key(
            Index::create()
                .name("idempotency_keys_pk")
                .col("scope")
                .col("key"),
        )
        .to_owned()
}

fn leases() -> TableCreateStatement {
    Table::create()
        .table("leases")
        .col(string("name").primary_key())
        .col(string("holder"))
        .col(big_integer("until"))
        .to_owned()
}

fn audit_events() -> TableCreateStatement {
    Table::create()
        .table("audit_events")
        .col(uuid("id").primary_key())
        .col(big_integer("at"))
        .col(uuid_null("user_id"))
        .col(uuid_null("organisation_id"))
        .col(string("action"))
        .col(string("subject_kind"))
        .col(string("subject_id"))
        .col(string_null("before_digest"))
        .col(string_null("after_digest"))
        .col(big_integer_null("seal_number").unique_key())
        .col(string_null("seal"))
        .to_owned()
}
