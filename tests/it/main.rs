//! Journeys through the whole program against real files and real SQLite.

mod month;
mod profiles;
mod sample;
mod score;
mod support;
