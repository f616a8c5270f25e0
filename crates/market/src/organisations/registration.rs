//! Organisations that register themselves.
