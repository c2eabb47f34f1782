//! Closing a period of one reconciliation under four eyes.
//!
//! What blocks it ([`blockers`]), the text that is signed ([`statement`]), the two signatures ([`signing`]), what has
//! changed since ([`affected`]), a signature that travels by mail ([`carried`]), and who may sign ([`people`]).

pub mod affected;
pub mod blockers;
pub mod carried;
pub(crate) mod endorsing;
pub mod people;
pub mod signing;
pub(crate) mod statement;
