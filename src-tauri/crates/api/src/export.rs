//! Files out: the list of differences as Excel or CSV.
