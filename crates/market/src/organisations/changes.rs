//! Changing an organisation, and the trade department deciding about one.
