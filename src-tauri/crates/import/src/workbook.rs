//! Spreadsheet files to grids of typed cells, within bounds.
//!
//! An archive is first unpacked into nothing, to see that it is no bomb; only then is it opened.
//! Cells are taken one by one where the format allows, so that one cell far out in a sheet does
//! not cost a rectangle of empty ones.

use std::io::Cursor;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

use calamine::Data;
use calamine::Ods;
use calamine::Reader;
use calamine::SheetType;
use calamine::SheetVisible;
use calamine::Xls;
use calamine::Xlsb;
use calamine::Xlsx;
use calamine::XlsxError;
use memchr::memmem;

use crate::SHEET_LIMIT;
use crate::UNPACKED_LIMIT;
use crate::refusal::Refusal;
use crate::workbook_parts;
use crate::workbook_parts::Parts;

/// One sheet.
#[derive(Debug)]
pub(crate) struct Grid {
    pub(crate) name: String,
    pub(crate) is_hidden: bool,
    /// The rows that hold anything, in order.
    pub(crate) rows: Vec<GridRow>,
}

/// One row of a sheet.
#[derive(Debug)]
pub(crate) struct GridRow {
    /// The number that the spreadsheet shows.
    pub(crate) number: u32,
    /// The cells that hold anything, in order.
    pub(crate) cells: Vec<GridCell>,
}

/// One cell.
#[derive(Debug)]
pub(crate) struct GridCell {
    pub(crate) column: usize,
    pub(crate) value: Data,
    pub(crate) is_formula: bool,
}

/// A workbook.
#[derive(Debug)]
pub(crate) struct Workbook {
    pub(crate) form: &'static str,
    pub(crate) grids: Vec<Grid>,
    pub(crate) hidden_rows: u32,
    /// The last row of each area of merged cells, as the spreadsheet numbers it, in whatever sheet.
    pub(crate) merged: Vec<u32>,
}

/// More cells than this are no list that somebody keeps in a spreadsheet.
const CELL_LIMIT: usize = 40_000_000;

type Placed = (u32, u32, Data, bool);
type Bytes<'a> = Cursor<&'a [u8]>;

/// True when the bytes begin as a spreadsheet file does (or any other archive).
pub(crate) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") || is_compound(bytes)
}

fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
}

/// The sheets of a spreadsheet file.
pub(crate) fn open(bytes: &[u8]) -> Result<Workbook, Refusal> {
    if bytes.len() > SHEET_LIMIT {
        return Err(Refusal::file_too_large(bytes.len(), SHEET_LIMIT));
    }
    // The reading library is guarded as a whole: broken files have made such libraries panic.
    catch_unwind(AssertUnwindSafe(|| open_unguarded(bytes))).unwrap_or_else(|_| Err(unreadable()))
}

fn open_unguarded(bytes: &[u8]) -> Result<Workbook, Refusal> {
    if is_compound(bytes) && claims_absurd_size(bytes) {
        return Err(unreadable());
    }
    if is_compound(bytes) {
        let (grids, merged) = open_xls(bytes)?;
        return Ok(Workbook { form: "xls", grids, hidden_rows: 0, merged });
    }
    let Parts { form, hidden_rows, merged } = workbook_parts::inspect(bytes)?;
    let grids = match form {
        "xlsb" => open_xlsb(bytes)?,
        "ods" => open_ods(bytes)?,
        _ => open_xlsx(bytes)?,
    };
    Ok(Workbook { form, grids, hidden_rows, merged })
}

pub(crate) fn unreadable() -> Refusal {
    Refusal::new(
        "sheet-unreadable",
        "Regnearket kan ikke læses; filen er beskadiget eller af en anden type.",
        "Åbn filen i Excel, og gem den som XLSX eller CSV.",
    )
}

pub(crate) fn bomb() -> Refusal {
    Refusal::new(
        "sheet-too-large",
        format!("Regnearket fylder mere end {} MB udpakket eller har for mange celler.", UNPACKED_LIMIT >> 20),
        "Hent listen som CSV, eller del den i flere.",
    )
}

fn locked() -> Refusal {
    Refusal::new(
        "sheet-password",
        "Regnearket er beskyttet med adgangskode.",
        "Fjern adgangskoden, og indlæs filen igen.",
    )
}

/// True when a sheet of an old workbook says that it is larger than such sheets can be: the
/// reading library makes room for what it is told, and a broken file may ask for all memory.
fn claims_absurd_size(bytes: &[u8]) -> bool {
    const RECORD: &[u8] = b"\x00\x02\x0E\x00";
    memmem::find_iter(bytes, RECORD).any(|at| {
        let last_row = bytes.get(at + 8..).and_then(|rest| rest.first_chunk::<4>()).copied().map(u32::from_le_bytes);
        let last_column =
            bytes.get(at + 14..).and_then(|rest| rest.first_chunk::<2>()).copied().map(u16::from_le_bytes);
        last_row.is_some_and(|row| row > 65_536) || last_column.is_some_and(|column| column > 256)
    })
}

fn open_xlsx(bytes: &[u8]) -> Result<Vec<Grid>, Refusal> {
    let mut book: Xlsx<Bytes<'_>> = Reader::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsxError::Password => locked(),
        _ => unreadable(),
    })?;
    let mut grids = Vec::new();
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let mut cells = book.worksheet_cells_reader(&sheet.name).map_err(|_| unreadable())?;
        let mut placed = Vec::new();
        while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|_| unreadable())? {
            let is_formula = cell.formula.is_some();
            put(&mut placed, (cell.pos.0, cell.pos.1, cell.value.into(), is_formula))?;
        }
        grids.push(grid(&sheet, placed));
    }
    Ok(grids)
}

fn open_xlsb(bytes: &[u8]) -> Result<Vec<Grid>, Refusal> {
    let mut book: Xlsb<Bytes<'_>> = Reader::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let mut grids = Vec::new();
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let mut formulas = std::collections::BTreeSet::new();
        let mut cells = book.worksheet_cells_reader(&sheet.name).map_err(|_| unreadable())?;
        while let Some(cell) = cells.next_formula().map_err(|_| unreadable())? {
            if !cell.get_value().is_empty() && formulas.len() < CELL_LIMIT {
                formulas.insert(cell.get_position());
            }
        }
        drop(cells);
        let mut cells = book.worksheet_cells_reader(&sheet.name).map_err(|_| unreadable())?;
        let mut placed = Vec::new();
        while let Some(cell) = cells.next_cell().map_err(|_| unreadable())? {
            let (row, column) = cell.get_position();
            put(&mut placed, (row, column, cell.get_value().clone().into(), formulas.contains(&(row, column))))?;
        }
        grids.push(grid(&sheet, placed));
    }
    Ok(grids)
}

/// The sheets, and the last row of each merged area.
fn open_xls(bytes: &[u8]) -> Result<(Vec<Grid>, Vec<u32>), Refusal> {
    let book: Result<Xls<Bytes<'_>>, _> = Reader::new(Cursor::new(bytes));
    match book {
        Ok(book) => {
            let areas =
                book.sheet_names().into_iter().filter_map(|name| book.merge_cells_by_sheet_name(&name).ok()).flatten();
            let merged = areas.map(|area| area.end.0.saturating_add(1)).collect();
            Ok((open_ranges(book)?, merged))
        }
        Err(calamine::XlsError::Password) => Err(locked()),
        Err(_) => {
            let as_xlsx: Result<Xlsx<Bytes<'_>>, _> = Reader::new(Cursor::new(bytes));
            Err(if matches!(as_xlsx, Err(XlsxError::Password)) { locked() } else { unreadable() })
        }
    }
}

fn open_ods(bytes: &[u8]) -> Result<Vec<Grid>, Refusal> {
    let book: Result<Ods<Bytes<'_>>, _> = Reader::new(Cursor::new(bytes));
    match book {
        Ok(book) => open_ranges(book),
        Err(calamine::OdsError::Password) => Err(locked()),
        Err(_) => Err(unreadable()),
    }
}

/// For the formats that are read sheet by sheet.
fn open_ranges<'a, R: Reader<Bytes<'a>>>(mut book: R) -> Result<Vec<Grid>, Refusal> {
    let mut grids = Vec::new();
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let range = book.worksheet_range(&sheet.name).map_err(|_| unreadable())?;
        let formulas = book.worksheet_formula(&sheet.name).map_err(|_| unreadable())?;
        let (top, left) = range.start().unwrap_or_default();
        let mut placed = Vec::new();
        for (row, column, value) in range.used_cells() {
            let row = top.saturating_add(u32::try_from(row).unwrap_or(u32::MAX));
            let column = left.saturating_add(u32::try_from(column).unwrap_or(u32::MAX));
            let is_formula = formulas.get_value((row, column)).is_some_and(|formula| !formula.is_empty());
            put(&mut placed, (row, column, value.clone(), is_formula))?;
        }
        grids.push(grid(&sheet, placed));
    }
    Ok(grids)
}

fn put(placed: &mut Vec<Placed>, cell: Placed) -> Result<(), Refusal> {
    let is_empty = match &cell.2 {
        Data::Empty => !cell.3,
        Data::String(text) => text.trim().is_empty(),
        _ => false,
    };
    if is_empty {
        return Ok(());
    }
    if placed.len() >= CELL_LIMIT {
        return Err(bomb());
    }
    placed.push(cell);
    Ok(())
}

fn grid(sheet: &calamine::Sheet, mut placed: Vec<Placed>) -> Grid {
    placed.sort_by_key(|(row, column, _, _)| (*row, *column));
    let mut rows: Vec<GridRow> = Vec::new();
    for (row, column, value, is_formula) in placed {
        let number = row.saturating_add(1);
        if rows.last().is_none_or(|last| last.number != number) {
            rows.push(GridRow { number, cells: Vec::new() });
        }
        if let Some(last) = rows.last_mut() {
            last.cells.push(GridCell { column: usize::try_from(column).unwrap_or(usize::MAX), value, is_formula });
        }
    }
    Grid { name: sheet.name.clone(), is_hidden: sheet.visible != SheetVisible::Visible, rows }
}
