//! The workspace file against real SQLite in temporary folders.

mod changes;
mod cutoffs;
mod deliveries;
mod families;
mod file;
mod kill;
mod laws;
mod learnt;
mod runs;
mod sharing;
mod signing;
mod support;
mod undo;
