//! TØK ↔ NemKonto ↔ bank from outside: every situation in a table, and the laws as properties.

mod cases;
mod laws;
mod oracle;
pub(crate) mod small;
mod totals;
