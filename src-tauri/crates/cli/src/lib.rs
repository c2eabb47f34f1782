//! The terminal program `trepunkt`.
