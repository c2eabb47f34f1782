//! The engine from outside: table cases in a small notation, the laws as properties, and a naive oracle.

mod bank;
mod cases;
mod causes;
mod checks;
mod cutoffs;
mod laws;
mod month;
mod oracle;
mod packs;
mod payments;
mod refusals;
mod settlement;
mod shown;
