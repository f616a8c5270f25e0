//! Offers, requests, the reservation ledger between them, and uploaded files.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, date, integer, integer_null, string, string_null, text, text_null, uuid,
    uuid_null,
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
        for table in [offers(), requests(), reservations(), files()] {
            m.create_table(table).await?;
        }
        for index in indexes() {
            m.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(m, &["reservations", "files", "requests", "offers"]).await
    }
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("offers_newest", "offers", &["status", "created_at", "id"]),
        index("offers_by_date", "offers", &["status", "harvest_from", "id"]),
        index("offers_by_product", "offers", &["product", "status"]),
        index("offers_by_supplier", "offers", &["supplier", "created_at"]),
        index("offers_due", "offers", &["status", "harvest_to"]),
        index("requests_newest", "requests", &["status", "created_at", "id"]),
        index("requests_by_date", "requests", &["status", "delivery_from", "id"]),
        index("requests_by_buyer", "requests", &["buyer", "created_at"]),
        index("requests_due", "requests", &["status", "delivery_to"]),
        index("reservations_by_offer", "reservations", &["offer"]),
        index("reservations_by_request", "reservations", &["request"]),
        index(
            "reservations_once",
            "reservations",
            &["cause_kind", "cause_id", "step"],
        )
        .unique()
        .to_owned(),
        index("files_by_organisation", "files", &["organisation", "created_at"]),
    ]
}

/// A foreign key to an organisation.
fn of_organisation(table: &'static str, column: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_{column}_fk"))
        .from(table, column)
        .to("organisations", "id")
        .to_owned()
}

/// What must hold of the amounts of every post, whatever the program does: nothing is sold beyond its quantity.
fn amounts(table: &mut TableCreateStatement, name: &'static str) {
    let check = |rule: &str| format!("{name}_{rule}");
    table
        .check((check("quantity"), Expr::cust("quantity > 0")))
        .check((
            check("reserved"),
            Expr::cust("reserved >= 0 AND reserved <= quantity"),
        ))
        .check((
            check("min_lot"),
            Expr::cust("min_lot >= 0 AND min_lot <= quantity"),
        ));
}

fn offers() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("offers")
        .col(uuid("id").primary_key())
        .col(uuid("supplier"))
        .col(string("product"))
        .col(string("state"))
        .col(string_null("grade"))
        .col(big_integer("quantity"))
        .col(string("unit"))
        .col(big_integer("min_lot"))
        .col(date("harvest_from"))
        .col(date("harvest_to"))
        .col(string("place"))
        .col(string("province"))
        .col(big_integer_null("ask"))
        .col(string("basis"))
        .col(text("delivered_to"))
        .col(text("certificates"))
        .col(text("photos"))
        .col(string("stage"))
        .col(string("status"))
        .col(text_null("note"))
        .col(big_integer("reserved"))
        .col(big_integer("version"))
        .col(text("search"))
        .col(text_null("provenance"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .foreign_key(&mut of_organisation("offers", "supplier"))
        .check(("offers_harvest", Expr::cust("harvest_from <= harvest_to")));
    amounts(&mut table, "offers");
    table
}

fn requests() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("requests")
        .col(uuid("id").primary_key())
        .col(uuid("buyer"))
        .col(text("products"))
        .col(text("alternatives"))
        .col(text("states"))
        .col(string_null("grade"))
        .col(big_integer("quantity"))
        .col(string("unit"))
        .col(big_integer("min_lot"))
        .col(date("delivery_from"))
        .col(date("delivery_to"))
        .col(string("place"))
        .col(string("province"))
        .col(text("certificates"))
        .col(integer("min_life_days"))
        .col(integer("urgency"))
        .col(string("status"))
        .col(text_null("note"))
        .col(big_integer("reserved"))
        .col(big_integer("version"))
        .col(text("search"))
        .col(text_null("provenance"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .foreign_key(&mut of_organisation("requests", "buyer"))
        .check(("requests_delivery", Expr::cust("delivery_from <= delivery_to")));
    amounts(&mut table, "requests");
    table
}

/// Append-only: a release is a row with the negative quantity, never an edit.
fn reservations() -> TableCreateStatement {
    let mut offer = ForeignKey::create();
    offer
        .name("reservations_offer_fk")
        .from("reservations", "offer")
        .to("offers", "id");
    let mut request = ForeignKey::create();
    request
        .name("reservations_request_fk")
        .from("reservations", "request")
        .to("requests", "id");
    Table::create()
        .table("reservations")
        .col(uuid("id").primary_key())
        .col(uuid("offer"))
        .col(uuid("request"))
        .col(big_integer("quantity"))
        .col(string("cause_kind"))
        .col(uuid("cause_id"))
        .col(string("step"))
        .col(big_integer("at"))
        .foreign_key(&mut offer)
        .foreign_key(&mut request)
        .check(("reservations_quantity", Expr::cust("quantity <> 0")))
        .to_owned()
}

fn files() -> TableCreateStatement {
    Table::create()
        .table("files")
        .col(uuid("id").primary_key())
        .col(uuid("organisation"))
        .col(uuid_null("uploaded_by"))
        .col(string("kind"))
        .col(string("mime"))
        .col(string_null("name"))
        .col(big_integer("bytes"))
        .col(integer_null("width"))
        .col(integer_null("height"))
        .col(string("digest"))
        .col(big_integer("created_at"))
        .foreign_key(&mut of_organisation("files", "organisation"))
        .to_owned()
}
