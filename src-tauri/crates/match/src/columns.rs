//! The first look, as columns: both points in one frame, sorted by key, so that neighbouring rows of equal key are
//! the outer join of the points; and a mask over it of the blocks that agree at once, one line against one cell.
//!
//! This is the only place that names polars. The sort is what costs, and polars does it on all cores, carrying the
//! columns along; what it cannot say in a column – which line of several belongs to a cell – is for the passes.

use polars::prelude::BooleanChunked;
use polars::prelude::ChunkCompareEq;
use polars::prelude::ChunkShiftFill;
use polars::prelude::Column;
use polars::prelude::DataFrame;
use polars::prelude::Int64Chunked;
use polars::prelude::IntoColumn;
use polars::prelude::NewChunkedArray;
use polars::prelude::PolarsResult;
use polars::prelude::SortMultipleOptions;
use polars::prelude::UInt32Chunked;
use polars::prelude::UInt64Chunked;
use trepunkt_core::result::Point;

use crate::key::PackedKey;
use crate::rows::NO_KIND;
use crate::rows::Row;
use crate::rows::Rows;
use crate::rows::Standing;

/// The rows in the order of their keys.
#[derive(Debug)]
pub(crate) struct Sorted {
    /// Row numbers; lines before cells within a block.
    pub(crate) order: Vec<u32>,
    /// The keys of those rows, so that the walk need not jump after them.
    pub(crate) keys: Vec<PackedKey>,
    /// True at the line of a block that agrees at once.
    pub(crate) agrees: Vec<bool>,
}

impl Sorted {
    /// Sorts the rows, and where `look` says so finds the blocks that agree at once.
    pub(crate) fn new(rows: &Rows<'_>, look: bool) -> Self {
        sorted(rows, look).expect("columns of equal length and known types sort and compare")
    }
}

fn sorted(rows: &Rows<'_>, look: bool) -> PolarsResult<Sorted> {
    let frame = DataFrame::new_infer_height(columns(rows, look))?;
    let options = SortMultipleOptions::default().with_maintain_order(true).with_multithreaded(true);
    let mut frame = frame.sort(["key"], options)?;
    frame.rechunk_mut();
    let order: Vec<u32> = frame.column("row")?.u32()?.into_no_null_iter().collect();
    let keys = frame.column("key")?.u64()?.into_no_null_iter().map(PackedKey).collect();
    let agrees = if look {
        agreeing(&frame)?.iter().map(|agrees| agrees == Some(true)).collect()
    } else {
        vec![false; order.len()]
    };
    Ok(Sorted { order, keys, agrees })
}

fn columns(rows: &Rows<'_>, look: bool) -> Vec<Column> {
    let count = u32::try_from(rows.rows.len()).expect("the number of lines was checked");
    let keys = rows.keys.iter().map(|key| key.0).collect();
    let mut columns = vec![
        UInt64Chunked::from_vec("key".into(), keys).into_column(),
        UInt32Chunked::from_vec("row".into(), (0..count).collect()).into_column(),
    ];
    if look {
        let amounts = rows.rows.iter().map(|row| row.amount.minor()).collect();
        let kinds = rows.rows.iter().map(|row| u32::from(row.kind)).collect();
        let with_key = || rows.keys.iter().zip(&rows.rows);
        let ready = with_key().map(|(key, row)| key.point() == Point::A && is_ready(row));
        let any_kind = with_key().map(|(key, row)| row.kind == NO_KIND || !is_split(rows, *key));
        columns.push(Int64Chunked::from_vec("amount".into(), amounts).into_column());
        columns.push(UInt32Chunked::from_vec("kind".into(), kinds).into_column());
        columns.push(BooleanChunked::from_iter_values("ready".into(), ready).into_column());
        columns.push(BooleanChunked::from_iter_values("any_kind".into(), any_kind).into_column());
    }
    columns
}

/// A line that is matched as soon as a cell of its block agrees with it.
fn is_ready(row: &Row) -> bool {
    row.standing == Standing::AtExtract && row.belongs_alone
}

fn is_split(rows: &Rows<'_>, key: PackedKey) -> bool {
    rows.extract(key).is_some_and(|extract| rows.coverage.extracts[extract].is_split)
}

/// True at every line that is alone in its block with one cell of the same amount, and of the same kind where both
/// points carry one.
fn agreeing(frame: &DataFrame) -> PolarsResult<BooleanChunked> {
    // Fills only meet a last row, which no cell follows.
    let key = frame.column("key")?.u64()?;
    let amount = frame.column("amount")?.i64()?;
    let kind = frame.column("kind")?.u32()?;
    let ready = frame.column("ready")?.bool()?;
    let any_kind = frame.column("any_kind")?.bool()?;
    // The key of a cell is that of its lines plus one, since the point is the last bit; no key is u64::MAX.
    let cell = key + 1_u64;
    let first = key.shift_and_fill(1, Some(u64::MAX)).not_equal(key);
    let then_cell = key.shift_and_fill(-1, Some(u64::MAX)).equal(&cell);
    let then_another = key.shift_and_fill(-2, Some(u64::MAX)).not_equal(&cell);
    let same_amount = amount.shift_and_fill(-1, Some(0)).equal(amount);
    let same_kind = kind.shift_and_fill(-1, Some(0)).equal(kind);
    let kinds_agree = &same_kind | any_kind;
    Ok(&(&(&(&first & &then_cell) & &(&then_another & &same_amount)) & &kinds_agree) & ready)
}
