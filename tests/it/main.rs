//! Integration tests: the real router over real databases.
