//! The journeys are in `main.rs`.
