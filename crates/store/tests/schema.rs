//! The schema that the migrations make is the schema that the entities read and write.
//!
//! Every entity of the crate registers itself; its tables are made in a second database from the entities alone, and
//! the columns of both are compared: name, type, whether it may be empty, primary key.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

use std::collections::BTreeMap;

use chonoi_store::Store;
use chonoi_testkit::database::TestDatabase;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, QueryResult, Statement};

async fn rows(db: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    db.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await
        .unwrap()
}

/// Table → its columns in words, sorted by name.
async fn columns(db: &DatabaseConnection) -> BTreeMap<String, Vec<String>> {
    let mut out = BTreeMap::new();
    for table in rows(db, "SELECT name FROM sqlite_master WHERE type = 'table'").await {
        let table: String = table.try_get("", "name").unwrap();
        let mut found = Vec::new();
        for column in rows(db, &format!("PRAGMA table_info('{table}')")).await {
            let text = |name: &str| column.try_get::<String>("", name).unwrap();
            let flag = |name: &str| column.try_get::<i32>("", name).unwrap();
            let key = flag("pk") > 0;
            let empty = if flag("notnull") == 1 || key {
                "not null"
            } else {
                "null"
            };
            found.push(format!(
                "{} {} {empty}{}",
                text("name"),
                text("type"),
                if key { " key" } else { "" }
            ));
        }
        found.sort();
        out.insert(table, found);
    }
    out.remove("seaql_migrations");
    out.retain(|table, _| !table.starts_with("sqlite_"));
    out
}

#[tokio::test]
async fn migrated_schema_equals_entity_schema() {
    let (migrated, declared) = (TestDatabase::sqlite(), TestDatabase::sqlite());
    let migrated = Store::connect(migrated.url()).await.unwrap();
    migrated.migrate().await.unwrap();
    let declared = Store::connect(declared.url()).await.unwrap();
    let registry = declared.reader().get_schema_registry("chonoi_store::*");
    registry.apply(declared.reader()).await.unwrap();

    let (migrated, declared) = (columns(migrated.reader()).await, columns(declared.reader()).await);
    assert!(
        migrated.len() >= 4,
        "the base alone has four tables: {migrated:?}"
    );
    for (table, columns) in &migrated {
        assert_eq!(Some(columns), declared.get(table), "{table}");
    }
    assert_eq!(
        migrated.keys().collect::<Vec<_>>(),
        declared.keys().collect::<Vec<_>>()
    );
}
