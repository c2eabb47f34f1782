//! View models to Excel and CSV.
