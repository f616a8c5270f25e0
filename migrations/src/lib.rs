//! The database schema, in steps. See README.md here for how a step is made.

mod m0001_base;
mod m0002_accounts;
mod m0003_posts;
mod m0004_matching;
mod m0005_channels;
mod m0006_daily;
mod m0007_policies;
mod m0008_search;
mod m0009_snapshots;
mod m0010_capacities;
mod m0011_open_posts;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::prelude::{DbErr, Index, IndexCreateStatement, MigrationTrait, SchemaManager, Table};

/// All steps in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_base::Migration),
            Box::new(m0002_accounts::Migration),
            Box::new(m0003_posts::Migration),
            Box::new(m0004_matching::Migration),
            Box::new(m0005_channels::Migration),
            Box::new(m0006_daily::Migration),
            Box::new(m0007_policies::Migration),
            Box::new(m0008_search::Migration),
            Box::new(m0009_snapshots::Migration),
            Box::new(m0010_capacities::Migration),
            Box::new(m0011_open_posts::Migration),
        ]
    }
}

/// A plain index over `columns`.
fn index(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    index.to_owned()
}

/// Drops `tables` in the order given.
async fn drop_tables(m: &SchemaManager<'_>, tables: &[&'static str]) -> Result<(), DbErr> {
    for table in tables {
        m.drop_table(Table::drop().table(*table).if_exists().to_owned())
            .await?;
    }
    Ok(())
}
