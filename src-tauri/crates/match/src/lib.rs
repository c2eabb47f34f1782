//! The engine: passes, causes, bridge; the only crate that names polars.
