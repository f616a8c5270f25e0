//! Integration tests: the real router over real databases.

mod app;
mod files;
mod offers;
mod organisations;
mod posts;
mod products;
mod requests;
mod sessions;
