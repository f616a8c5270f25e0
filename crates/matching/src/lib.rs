//! The matching engine: a pure function from a market and a policy to a plan.

pub mod kernel;
