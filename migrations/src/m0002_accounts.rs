//! Who acts: organisations with their certificates, people with their roles, logins with their tokens and keys.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, date, string, string_null, text, text_null, uuid, uuid_null,
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
        for table in [
            organisations(),
            users(),
            memberships(),
            sessions(),
            refresh_tokens(),
            signing_keys(),
            held_certificates(),
            login_throttle(),
        ] {
            m.create_table(table).await?;
        }
        for index in [
            index(
                "organisations_by_state",
                "organisations",
                &["verification", "kind", "id"],
            ),
            index("memberships_of", "memberships", &["organisation_id"]),
            index("sessions_of", "sessions", &["user_id", "ended_at"]),
            index("sessions_expiring", "sessions", &["expires_at"]),
            index("refresh_tokens_of", "refresh_tokens", &["session_id"]),
            index(
                "held_certificates_of",
                "held_certificates",
                &["organisation_id", "verification"],
            ),
        ] {
            m.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let newest_first = [
            "login_throttle",
            "held_certificates",
            "signing_keys",
            "refresh_tokens",
            "sessions",
            "memberships",
            "users",
            "organisations",
        ];
        drop_tables(m, &newest_first).await
    }
}

fn organisations() -> TableCreateStatement {
    Table::create()
        .table("organisations")
        .col(uuid("id").primary_key())
        .col(string_null("code").unique_key())
        .col(string("name"))
        .col(string("short_name"))
        .col(string("kind"))
        .col(string_null("tax_code"))
        .col(string("place"))
        .col(text("capabilities"))
        .col(string("verification"))
        .col(uuid_null("decided_by"))
        .col(big_integer_null("decided_at"))
        .col(text_null("decision_note"))
        .col(boolean("demo"))
        .col(string_null("source_id"))
        .col(string_null("contact_name"))
        .col(string_null("phone"))
        .col(string_null("email"))
        .col(text("search"))
        .col(big_integer("version"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .to_owned()
}

fn users() -> TableCreateStatement {
    Table::create()
        .table("users")
        .col(uuid("id").primary_key())
        .col(string("name"))
        .col(string_null("phone").unique_key())
        .col(string_null("email").unique_key())
        .col(text("password_hash"))
        .col(big_integer("password_changed_at"))
        .col(boolean("demo"))
        .col(big_integer("created_at"))
        .to_owned()
}

fn memberships() -> TableCreateStatement {
    Table::create()
        .table("memberships")
        .col(uuid("user_id"))
        .col(uuid("organisation_id"))
        .col(string("role"))
        .col(big_integer("created_at"))
        .primary_key(
            Index::create()
                .name("memberships_pk")
                .col("user_id")
                .col("organisation_id")
                .col("role"),
        )
        .foreign_key(&mut to("memberships_user", "user_id", "users"))
        .foreign_key(&mut to(
            "memberships_organisation",
            "organisation_id",
            "organisations",
        ))
        .to_owned()
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table("sessions")
        .col(uuid("id").primary_key())
        .col(uuid("user_id"))
        .col(text("user_agent"))
        .col(big_integer("created_at"))
        .col(big_integer("last_used_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("ended_at"))
        .col(string_null("end_reason"))
        .foreign_key(&mut to("sessions_user", "user_id", "users"))
        .to_owned()
}

fn refresh_tokens() -> TableCreateStatement {
    Table::create()
        .table("refresh_tokens")
        .col(string("hash").primary_key())
        .col(uuid("session_id"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("used_at"))
        .col(string_null("salt"))
        .foreign_key(&mut to("refresh_tokens_session", "session_id", "sessions"))
        .to_owned()
}

fn signing_keys() -> TableCreateStatement {
    Table::create()
        .table("signing_keys")
        .col(string("kid").primary_key())
        .col(text("sealed"))
        .col(big_integer("created_at"))
        .to_owned()
}

fn held_certificates() -> TableCreateStatement {
    Table::create()
        .table("held_certificates")
        .col(uuid("id").primary_key())
        .col(uuid("organisation_id"))
        .col(string("kind"))
        .col(string("number"))
        .col(string("issuer"))
        .col(date("valid_from"))
        .col(date("valid_to"))
        .col(uuid_null("file_id"))
        .col(string("verification"))
        .col(uuid_null("decided_by"))
        .col(big_integer_null("decided_at"))
        .col(big_integer("version"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .foreign_key(&mut to(
            "held_certificates_organisation",
            "organisation_id",
            "organisations",
        ))
        .to_owned()
}

fn login_throttle() -> TableCreateStatement {
    Table::create()
        .table("login_throttle")
        .col(string("key").primary_key())
        .col(big_integer("full_until"))
        .to_owned()
}

fn to(name: &'static str, column: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(name)
        .from_col(column)
        .to_tbl(table)
        .to_col("id")
        .to_owned()
}
