//! What can go wrong in the database, told apart by what the caller can do about it.

use sea_orm::{DbErr, SqlErr};
use thiserror::Error;

/// A failed database operation.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A named unique constraint or primary key refused the row.
    #[error("already exists: {constraint}")]
    Duplicate {
        /// The constraint, or the text in which the database names it.
        constraint: String,
    },
    /// A foreign key or a check refused the row.
    #[error("refused by a constraint: {0}")]
    Constraint(String),
    /// A stored value does not parse: the row was written by something else.
    #[error("unreadable row in {table}: {reason}")]
    Corrupt {
        /// Table.
        table: &'static str,
        /// What was wrong.
        reason: String,
    },
    /// Anything else: the connection, the disk, the server.
    #[error("database: {0}")]
    Database(#[source] DbErr),
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(text)) => Self::Duplicate { constraint: text },
            Some(SqlErr::ForeignKeyConstraintViolation(text)) => Self::Constraint(text),
            _ if error.to_string().contains("CHECK constraint failed") => Self::Constraint(error.to_string()),
            _ if error.to_string().contains("violates check constraint") => {
                Self::Constraint(error.to_string())
            }
            _ => Self::Database(error),
        }
    }
}

impl StoreError {
    /// Whether a unique constraint whose name or column contains `name` refused the row.
    #[must_use]
    pub fn is_duplicate_of(&self, name: &str) -> bool {
        matches!(self, Self::Duplicate { constraint } if constraint.contains(name))
    }

    /// A stored `table` row that does not parse, because of `reason`.
    pub(crate) fn corrupt(table: &'static str, reason: impl ToString) -> Self {
        Self::Corrupt {
            table,
            reason: reason.to_string(),
        }
    }
}
