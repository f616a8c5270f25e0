//! Integration tests: the real router over real databases.

mod app;
mod organisations;
mod sessions;
