//! The workspace file against real SQLite in temporary folders.

mod deliveries;
mod file;
mod kill;
mod laws;
mod runs;
mod sharing;
mod support;
mod undo;
