//! The joining of bank files: cases in a small notation, and the laws as properties.

mod cases;
mod laws;
mod small;
