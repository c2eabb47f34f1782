//! Journeys through the whole program against real files and real SQLite.

mod month;
mod sample;
mod support;
