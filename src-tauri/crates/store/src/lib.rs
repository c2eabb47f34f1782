//! The encrypted workspace file; the only crate that knows SQL.
