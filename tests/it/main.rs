//! Journeys through the whole program against real files and real SQLite.

mod backups;
mod closing;
mod corrections;
mod cutoff;
#[cfg(feature = "libreoffice")]
mod libreoffice;
mod locking;
mod month;
mod person;
mod profiles;
mod reports;
mod rules;
mod sample;
mod score;
mod support;
mod verify;
