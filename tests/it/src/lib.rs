//! Holds the one integration test binary; see `main.rs`.
