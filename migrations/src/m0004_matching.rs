//! Match runs with what they explain, proposals of connections, deals.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, date, integer, string, string_null, text, text_null, uuid,
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
        for table in [
            match_runs(),
            proposals(),
            run_proposals(),
            remainders(),
            near_misses(),
            deals(),
            deal_events(),
        ] {
            m.create_table(table).await?;
        }
        for (name, table, columns) in INDEXES {
            m.create_index(index(name, table, columns)).await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            "deal_events",
            "deals",
            "near_misses",
            "remainders",
            "run_proposals",
            "proposals",
            "match_runs",
        ];
        drop_tables(m, &tables).await
    }
}

const INDEXES: &[(&str, &str, &[&str])] = &[
    ("match_runs_due", "match_runs", &["status", "due_at"]),
    ("proposals_by_offer", "proposals", &["offer_id", "status"]),
    ("proposals_by_request", "proposals", &["request_id", "status"]),
    ("proposals_by_supplier", "proposals", &["supplier_id", "id"]),
    ("proposals_by_buyer", "proposals", &["buyer_id", "id"]),
    ("proposals_waiting", "proposals", &["status", "ship_date"]),
    ("run_proposals_by_proposal", "run_proposals", &["proposal_id"]),
    ("near_misses_by_request", "near_misses", &["run_id", "request_id"]),
    ("deals_by_supplier", "deals", &["supplier_id", "id"]),
    ("deals_by_buyer", "deals", &["buyer_id", "id"]),
    ("deal_events_by_deal", "deal_events", &["deal_id", "id"]),
];

fn match_runs() -> TableCreateStatement {
    Table::create()
        .table("match_runs")
        .col(uuid("id").primary_key())
        .col(string("status"))
        .col(string("phase"))
        .col(big_integer("progress_done"))
        .col(big_integer("progress_total"))
        .col(string("cause"))
        .col(uuid_null("requested_by"))
        .col(text("policy"))
        .col(string_null("input_hash"))
        .col(big_integer("due_at"))
        .col(integer("attempts"))
        .col(big_integer("created_at"))
        .col(big_integer_null("started_at"))
        .col(big_integer_null("finished_at"))
        .col(big_integer_null("objective"))
        .col(big_integer_null("bound"))
        .col(text_null("totals"))
        .col(text_null("sums"))
        .col(text_null("error"))
        .to_owned()
}

fn proposals() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("proposals")
        .col(uuid("id").primary_key())
        .col(uuid("run_id"))
        .col(uuid("offer_id"))
        .col(uuid("request_id"))
        .col(uuid("supplier_id"))
        .col(uuid("buyer_id"))
        .col(string("product_id"))
        .col(string("province"))
        .col(string("basis"))
        .col(text("folded"));
    for amount in [
        "quantity",
        "grams",
        "km",
        "ask",
        "freight",
        "handling",
        "bid",
        "guidance_low",
        "guidance_high",
        "opening_price",
    ] {
        table.col(big_integer(amount));
    }
    table
        .col(date("ship_date"))
        .col(date("arrive_date"))
        .col(boolean("price_assumed"))
        .col(text("reasons"))
        .col(string("status"))
        .col(string_null("declined_side"))
        .col(string_null("declined_reason"))
        .col(text_null("declined_note"))
        .col(string_null("declined_terms"))
        .col(big_integer("version"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .foreign_key(&mut key("proposals_run_fk", "proposals", "run_id", "match_runs"))
        .foreign_key(&mut key("proposals_offer_fk", "proposals", "offer_id", "offers"))
        .foreign_key(&mut key(
            "proposals_request_fk",
            "proposals",
            "request_id",
            "requests",
        ))
        .check(("proposals_quantity_positive", Expr::col("quantity").gt(0)))
        .to_owned()
}

fn run_proposals() -> TableCreateStatement {
    Table::create()
        .table("run_proposals")
        .col(uuid("run_id"))
        .col(uuid("proposal_id"))
        .primary_key(
            Index::create()
                .name("run_proposals_pk")
                .col("run_id")
                .col("proposal_id"),
        )
        .foreign_key(&mut key(
            "run_proposals_run_fk",
            "run_proposals",
            "run_id",
            "match_runs",
        ))
        .foreign_key(&mut key(
            "run_proposals_proposal_fk",
            "run_proposals",
            "proposal_id",
            "proposals",
        ))
        .to_owned()
}

fn remainders() -> TableCreateStatement {
    Table::create()
        .table("remainders")
        .col(uuid("run_id"))
        .col(string("side"))
        .col(uuid("post_id"))
        .col(big_integer("quantity"))
        .col(text("reasons"))
        .primary_key(
            Index::create()
                .name("remainders_pk")
                .col("run_id")
                .col("side")
                .col("post_id"),
        )
        .foreign_key(&mut key(
            "remainders_run_fk",
            "remainders",
            "run_id",
            "match_runs",
        ))
        .to_owned()
}

fn near_misses() -> TableCreateStatement {
    Table::create()
        .table("near_misses")
        .col(uuid("run_id"))
        .col(uuid("offer_id"))
        .col(uuid("request_id"))
        .col(string("product_id"))
        .col(big_integer("quantity"))
        .col(text("obstacle"))
        .primary_key(
            Index::create()
                .name("near_misses_pk")
                .col("run_id")
                .col("offer_id")
                .col("request_id"),
        )
        .foreign_key(&mut key(
            "near_misses_run_fk",
            "near_misses",
            "run_id",
            "match_runs",
        ))
        .to_owned()
}

fn deals() -> TableCreateStatement {
    Table::create()
        .table("deals")
        .col(uuid("id").primary_key())
        .col(uuid("proposal_id").unique_key())
        .col(uuid("offer_id"))
        .col(uuid("request_id"))
        .col(uuid("supplier_id"))
        .col(uuid("buyer_id"))
        .col(string("product_id"))
        .col(big_integer("quantity"))
        .col(big_integer("price"))
        .col(big_integer("freight"))
        .col(date("ship_date"))
        .col(date("arrive_date"))
        .col(string("status"))
        .col(big_integer("version"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .foreign_key(&mut key("deals_proposal_fk", "deals", "proposal_id", "proposals"))
        .foreign_key(&mut key("deals_offer_fk", "deals", "offer_id", "offers"))
        .foreign_key(&mut key("deals_request_fk", "deals", "request_id", "requests"))
        .to_owned()
}

fn deal_events() -> TableCreateStatement {
    Table::create()
        .table("deal_events")
        .col(uuid("id").primary_key())
        .col(uuid("deal_id"))
        .col(big_integer("at"))
        .col(string("event"))
        .col(uuid_null("user_id"))
        .col(uuid_null("organisation_id"))
        .col(text_null("note"))
        .foreign_key(&mut key("deal_events_deal_fk", "deal_events", "deal_id", "deals"))
        .to_owned()
}

fn key(name: &str, table: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(name)
        .from(table, column)
        .to(to, "id")
        .to_owned()
}
