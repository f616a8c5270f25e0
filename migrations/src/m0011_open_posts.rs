//! How many posts an organisation has open, counted without reading the posts.

use sea_orm_migration::prelude::*;

use crate::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_index(index(
            "offers_open_by_supplier",
            "offers",
            &["supplier", "status"],
        ))
        .await?;
        m.create_index(index("requests_open_by_buyer", "requests", &["buyer", "status"]))
            .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for (name, table) in [
            ("offers_open_by_supplier", "offers"),
            ("requests_open_by_buyer", "requests"),
        ] {
            let mut index = Index::drop();
            m.drop_index(index.name(name).table(table).to_owned()).await?;
        }
        Ok(())
    }
}
