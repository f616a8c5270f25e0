//! What stands, or should stand, on the sales channels, and the files that were handed out for them.

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
        m.create_table(listing_files()).await?;
        m.create_table(listings()).await?;
        for index in indexes() {
            m.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(m, &["listings", "listing_files"]).await
    }
}

fn indexes() -> Vec<IndexCreateStatement> {
    let once = |name, columns: &[&'static str]| index(name, "listings", columns).unique().to_owned();
    vec![
        once("listings_once", &["channel", "offer"]),
        once("listings_sku", &["channel", "sku"]),
        index("listings_by_phase", "listings", &["channel", "phase", "id"]),
        index("listings_by_desire", "listings", &["channel", "desired", "sku"]),
        index("listings_by_offer", "listings", &["offer"]),
        index("listings_by_supplier", "listings", &["supplier", "channel", "id"]),
        index("listing_files_newest", "listing_files", &["channel", "id"]),
    ]
}

/// One row per channel and offer, made when the offer is first fit for the channel and kept from then on.
fn listings() -> TableCreateStatement {
    let mut offer = ForeignKey::create();
    offer
        .name("listings_offer_fk")
        .from("listings", "offer")
        .to("offers", "id");
    let mut supplier = ForeignKey::create();
    supplier
        .name("listings_supplier_fk")
        .from("listings", "supplier")
        .to("organisations", "id");
    let mut file = ForeignKey::create();
    file.name("listings_file_fk")
        .from("listings", "handed_in")
        .to("listing_files", "id");
    Table::create()
        .table("listings")
        .col(uuid("id").primary_key())
        .col(string("channel"))
        .col(uuid("offer"))
        .col(uuid("supplier"))
        .col(string("sku"))
        .col(big_integer("generation"))
        .col(string("desired"))
        .col(string("desired_hash"))
        .col(text("spec"))
        .col(string_null("delist_reason"))
        .col(string_null("remote_id"))
        .col(string_null("observed_hash"))
        .col(uuid_null("handed_in"))
        .col(string_null("handed_hash"))
        .col(string("phase"))
        .col(integer("attempts"))
        .col(big_integer_null("next_at"))
        .col(text("last_error"))
        .col(big_integer("version"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .foreign_key(&mut offer)
        .foreign_key(&mut supplier)
        .foreign_key(&mut file)
        .to_owned()
}

/// A file that an operator took away to upload: which rows it held is in `listings.handed_in`.
fn listing_files() -> TableCreateStatement {
    Table::create()
        .table("listing_files")
        .col(uuid("id").primary_key())
        .col(string("channel"))
        .col(string("format"))
        .col(integer("rows"))
        .col(string("digest"))
        .col(uuid("made_by"))
        .col(big_integer("created_at"))
        .to_owned()
}
