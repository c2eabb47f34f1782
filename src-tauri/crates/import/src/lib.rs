//! Bytes of a delivered file to records and diagnostics.
//!
//! What is here: the kinds of files in [`kinds`](self), and what they share – finding out what the
//! bytes are, cutting them into rows and cells, finding columns by header, reading a cell by its
//! type, and saying in Danish what is wrong. A new kind is one new file in `kinds`.
//!
//! What is deliberately not here: files, clocks, databases. Nothing is guessed: a value is read in
//! the one way it can be read, or its row is rejected, or the file is refused.
//!
//! Start reading at [`read`], then `scan.rs` (one file), `walk.rs` (its rows), `kinds/`.

mod amount;
mod catalogue;
mod cell;
mod delimited;
mod duplicates;
mod encoding;
mod fik;
mod findings;
mod header;
mod kinds;
mod mapped;
mod mapping;
mod masking;
mod number;
mod original;
mod preview;
mod pulse;
mod reading;
mod refusal;
mod rows;
mod scan;
mod series;
mod sheet;
mod walk;
mod workbook;
mod workbook_parts;
mod xlsb_records;
mod xml;
mod zipped;

pub use mapping::Mapping;
pub use mapping::SHIPPED_PROFILES;
pub use mapping::amounts::DecimalSign;
pub use mapping::columns::ColumnIs;
pub use mapping::columns::ColumnReading;
pub use mapping::dates::DateForm;
pub use mapping::draft::FieldNeed;
pub use mapping::draft::MappingView;
pub use mapping::draft::fields_of;
pub use mapping::draft::mappable;
pub use mapping::draft::suggest;
pub use mapping::draft::view;
pub use mapping::profile::AmountColumn;
pub use mapping::profile::FieldSource;
pub use mapping::profile::IgnoredRows;
pub use mapping::profile::Pattern;
pub use mapping::profile::Profile;
pub use mapping::profile::ProfileError;
pub use mapping::profile::RunningBalance;
pub use mapping::profile::TableForm;
pub use masking::masked_runs as masked;
pub use original::mapped_row_at;
pub use original::row_at;
pub use reading::Choices;
pub use reading::MissingValue;
pub use reading::Preview;
pub use reading::PreviewRow;
pub use reading::Reading;
pub use reading::Series;
pub use reading::SourceFile;
pub use reading::SourceRow;
pub use reading::Verdict;
pub use scan::read;
pub use scan::read_mapped;

/// The longest row of a text file, in bytes. A longer one is no table but a broken quote or an attack.
pub const ROW_LIMIT: usize = 64 * 1024;
/// The largest text file. Texts are addressed with 32 bits.
pub const TEXT_LIMIT: usize = 2 << 30;
/// The largest spreadsheet file as delivered, and unpacked.
pub const SHEET_LIMIT: usize = 256 << 20;
/// What a spreadsheet may unpack to.
pub const UNPACKED_LIMIT: u64 = 2 << 30;
/// How many diagnostics of single rows a reading carries; the rest are counted.
pub const DIAGNOSTIC_CAP: usize = 1_000;
/// How many rows a preview shows.
pub const PREVIEW_ROWS: usize = 20;
