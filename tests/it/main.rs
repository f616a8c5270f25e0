//! Integration tests: the real router over real databases.

mod acceptance;
mod app;
mod authority;
mod channels;
mod crash;
mod demonstration;
mod files;
mod matching;
mod members;
mod offers;
mod organisations;
mod policy;
mod posts;
mod products;
mod requests;
mod search;
mod sessions;
mod summary;
mod tokens;
