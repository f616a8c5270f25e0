//! What the search index has yet to be told, searches that people keep, and the notices of what is new.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string, text, uuid};

use crate::{drop_tables, index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in [search_queue(), saved_searches(), notices()] {
            m.create_table(table).await?;
        }
        for index in indexes() {
            m.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(m, &["notices", "saved_searches", "search_queue"]).await
    }
}

fn indexes() -> Vec<IndexCreateStatement> {
    let once = |name, table, columns: &[&'static str]| index(name, table, columns).unique().to_owned();
    vec![
        index("search_queue_oldest", "search_queue", &["mark"]),
        once("saved_searches_name", "saved_searches", &["user", "name"]),
        once("notices_once", "notices", &["saved_search", "subject"]),
        index("notices_newest", "notices", &["user", "id"]),
    ]
}

/// Things whose document may have to change, each once; `mark` is that of the last change.
fn search_queue() -> TableCreateStatement {
    Table::create()
        .table("search_queue")
        .col(string("key").primary_key())
        .col(uuid("mark"))
        .to_owned()
}

fn saved_searches() -> TableCreateStatement {
    let mut user = ForeignKey::create();
    user.name("saved_searches_user_fk")
        .from("saved_searches", "user")
        .to("users", "id");
    Table::create()
        .table("saved_searches")
        .col(uuid("id").primary_key())
        .col(uuid("user"))
        .col(string("name"))
        .col(text("query"))
        .col(big_integer("version"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .foreign_key(&mut user)
        .to_owned()
}

/// What is new for someone. A notice of a search that is given up goes with it.
fn notices() -> TableCreateStatement {
    let mut user = ForeignKey::create();
    user.name("notices_user_fk")
        .from("notices", "user")
        .to("users", "id");
    let mut saved = ForeignKey::create();
    saved
        .name("notices_saved_search_fk")
        .from("notices", "saved_search")
        .to("saved_searches", "id")
        .on_delete(ForeignKeyAction::Cascade);
    Table::create()
        .table("notices")
        .col(uuid("id").primary_key())
        .col(uuid("user"))
        .col(uuid("saved_search"))
        .col(string("subject"))
        .col(text("title"))
        .col(big_integer("created_at"))
        .col(big_integer_null("read_at"))
        .foreign_key(&mut user)
        .foreign_key(&mut saved)
        .to_owned()
}
