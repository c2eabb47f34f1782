//! Bytes of a delivered file to records and diagnostics.
