//! One pool to SQLite or PostgreSQL, and the transaction every write goes through.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use chonoi_migrations::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::error::StoreError;

/// Key of the advisory lock under which the schema changes: "chonoi" in ASCII.
const SCHEMA_LOCK: i64 = 0x6368_6f6e_6f69;

/// Anything that can be read from: the pool, or a transaction that sees its own writes.
pub trait Reader: ConnectionTrait {}

impl<C: ConnectionTrait> Reader for C {}

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    db: DatabaseConnection,
    /// SQLite has one writer: waiting here is fair, waiting in the file lock is not.
    writer: Arc<Mutex<()>>,
}

/// An open write transaction; dropped without [`Tx::commit`] it is rolled back.
#[derive(Debug)]
pub struct Tx {
    inner: DatabaseTransaction,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Deref for Tx {
    type Target = DatabaseTransaction;
    fn deref(&self) -> &DatabaseTransaction {
        &self.inner
    }
}

impl Tx {
    /// Makes everything written in it durable.
    ///
    /// # Errors
    /// [`StoreError`] when the database refuses; then nothing was written.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.inner.commit().await.map_err(StoreError::from)
    }
}

impl Store {
    /// Opens `sqlite:…` or `postgres:…`.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the URL is bad or the database cannot be reached within 10 s.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(10)
            .connect_timeout(Duration::from_secs(10))
            .acquire_timeout(Duration::from_secs(30));
        options.sqlx_logging(false);
        options.map_sqlx_sqlite_opts(|o| {
            o.busy_timeout(Duration::from_secs(30))
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
        });
        let db = Database::connect(options).await?;
        Ok(Self {
            db,
            writer: Arc::new(Mutex::new(())),
        })
    }

    /// Brings the schema up to this program's version. On PostgreSQL copies that start together take turns, under an
    /// advisory lock; a SQLite file has one program.
    ///
    /// # Errors
    /// [`StoreError::Database`] when a step fails; the steps before it stay.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        if !self.is_postgres() {
            return Migrator::up(&self.db, None).await.map_err(StoreError::from);
        }
        let turn = self.db.begin().await?;
        turn.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({SCHEMA_LOCK})"))
            .await?;
        Migrator::up(&self.db, None).await?;
        turn.commit().await.map_err(StoreError::from)
    }

    /// The pool, for reading outside a transaction.
    #[must_use]
    pub const fn reader(&self) -> &DatabaseConnection {
        &self.db
    }

    /// Whether it is PostgreSQL (else SQLite).
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.db.get_database_backend() == DbBackend::Postgres
    }

    /// Begins a write transaction: on SQLite IMMEDIATE and one at a time, on PostgreSQL read committed.
    ///
    /// # Errors
    /// [`StoreError::Database`] when no connection is free within 30 s.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        if self.is_postgres() {
            let inner = self.db.begin().await?;
            return Ok(Tx { inner, _turn: None });
        }
        let turn = Arc::clone(&self.writer).lock_owned().await;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let inner = self.db.begin_with_options(options).await?;
        Ok(Tx {
            inner,
            _turn: Some(turn),
        })
    }
}
