//! A fresh, empty database for one test.

use crate::postgres;

/// A database that is removed when this is dropped (SQLite) or with its cluster (PostgreSQL).
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    _folder: Option<tempfile::TempDir>,
}

impl TestDatabase {
    /// A SQLite file in a temporary folder.
    #[must_use]
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("test.db").display());
        Self {
            url,
            _folder: Some(folder),
        }
    }

    /// A database of its own in the tests' PostgreSQL.
    #[must_use]
    pub fn postgres() -> Self {
        Self {
            url: postgres::fresh_database(),
            _folder: None,
        }
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// One async test body as two tests: `sqlite` and `postgres`.
///
/// `on_both!(name, async |database: TestDatabase| { … });` in a crate that has `tokio`.
#[macro_export]
macro_rules! on_both {
    ($name:ident, $body:expr) => {
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let body = $body;
                body($crate::database::TestDatabase::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let body = $body;
                body($crate::database::TestDatabase::postgres()).await;
            }
        }
    };
}
