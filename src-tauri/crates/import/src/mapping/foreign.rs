//! A foreign table: its names and its rows, whatever they were cut from.

use std::borrow::Cow;

use crate::delimited::DELIMITERS;
use crate::delimited::Delimited;
use crate::header::folded;
use crate::mapping::layouts::column_name;
use crate::mapping::profile::Profile;
use crate::mapping::profile::header_set;
use crate::refusal::Refusal;
use crate::rows::Row;
use crate::sheet::names;
use crate::workbook::GridCell;
use crate::workbook::GridRow;
use crate::workbook::Workbook;

/// How many rows of a sheet may stand above its header.
const ROWS_ABOVE_HEADER: usize = 50;
/// Beside the usual delimiters, one that foreign tables use.
const OTHER_DELIMITER: u8 = b'|';

/// A table with its header found.
pub(crate) struct Foreign<'a> {
    /// The headers, blank ones by their number.
    pub(crate) names: Vec<String>,
    /// The line of the header.
    pub(crate) line: u32,
    /// Rows down to and with the header.
    pub(crate) structural: u32,
    pub(crate) source: Source<'a>,
    /// The sheet, of a workbook.
    pub(crate) sheet: Option<&'a str>,
}

/// Where the rows come from.
#[derive(Clone, Copy)]
pub(crate) enum Source<'a> {
    Text(Delimited<'a>),
    Sheet(&'a [GridRow]),
}

/// One row.
pub(crate) enum Taken<'r, 'a> {
    Text(&'r Row<'a>),
    Sheet(&'a GridRow),
}

/// One cell.
pub(crate) enum Piece<'a> {
    /// As it was written.
    Text(Cow<'a, str>),
    /// A number, date or other typed cell of a sheet.
    Typed(&'a GridCell),
}

impl<'a> Taken<'_, 'a> {
    pub(crate) fn line(&self) -> u32 {
        match self {
            Self::Text(row) => row.line,
            Self::Sheet(row) => row.number,
        }
    }

    pub(crate) fn is_blank(&self) -> bool {
        matches!(self, Self::Text(row) if row.is_blank())
    }

    /// True for a cell that is calculated.
    pub(crate) fn is_formula(&self, place: usize) -> bool {
        match self {
            Self::Text(_) => false,
            Self::Sheet(row) => row.cells.iter().any(|cell| cell.column == place && cell.is_formula),
        }
    }

    pub(crate) fn cell(&self, place: usize) -> Piece<'a> {
        match self {
            Self::Text(row) => Piece::Text(row.cell(Some(place)).plain()),
            Self::Sheet(row) => match row.cells.iter().find(|cell| cell.column == place) {
                None => Piece::Text(Cow::Borrowed("")),
                Some(GridCell { value: calamine::Data::String(text), .. }) => Piece::Text(Cow::Borrowed(text.trim())),
                Some(cell) => Piece::Typed(cell),
            },
        }
    }
}

impl<'a> Source<'a> {
    /// Goes through all rows.
    pub(crate) fn each(&self, mut take: impl FnMut(&Taken<'_, 'a>) -> Result<(), Refusal>) -> Result<(), Refusal> {
        match self {
            Self::Text(rows) => {
                let mut rows = *rows;
                let mut row = Row::default();
                while rows.next(&mut row)? {
                    take(&Taken::Text(&row))?;
                }
                Ok(())
            }
            Self::Sheet(rows) => rows.iter().try_for_each(|row| take(&Taken::Sheet(row))),
        }
    }

    /// The delimiter of a text.
    pub(crate) fn delimiter(&self) -> Option<u8> {
        match self {
            Self::Text(rows) => Some(rows.delimiter()),
            Self::Sheet(_) => None,
        }
    }
}

impl Foreign<'_> {
    /// The place of the column with that name.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| folded(known) == folded(name))
    }

    /// True when its columns are just those of the profile.
    fn is_of(&self, profile: &Profile) -> bool {
        !profile.headers.is_empty() && header_set(&self.names) == profile.header_set()
    }

    fn has(&self, profile: &Profile) -> bool {
        profile.columns_used().iter().all(|name| self.place(name).is_some())
    }
}

/// The tables that a text may be: one for each delimiter that cuts its header into several columns.
fn tables_in_text<'a>(text: &'a str, profile: &Profile) -> Result<Vec<Foreign<'a>>, Refusal> {
    let delimiters: Vec<u8> = match profile.table.delimiter {
        Some(letter) => u8::try_from(letter).into_iter().collect(),
        None => DELIMITERS.into_iter().chain([OTHER_DELIMITER]).collect(),
    };
    let mut tables = Vec::new();
    for delimiter in delimiters {
        let mut rows = Delimited::new(text, delimiter);
        let mut structural = u32::from(rows.skip_separator_line());
        let mut row = Row::default();
        let mut above = profile.table.rows_above;
        while rows.next(&mut row)? {
            structural = structural.saturating_add(1);
            if row.is_blank() {
                continue;
            }
            if above > 0 {
                above -= 1;
                continue;
            }
            let cells = row.cells.iter().enumerate();
            let names: Vec<String> = cells.map(|(place, cell)| column_name(place, &cell.plain())).collect();
            if names.len() > 1 {
                tables.push(Foreign { names, line: row.line, structural, source: Source::Text(rows), sheet: None });
            }
            break;
        }
    }
    Ok(tables)
}

/// The tables that a workbook may be: one for each sheet that the profile may mean.
fn tables_in_book<'a>(book: &'a Workbook, profile: &Profile) -> Vec<Foreign<'a>> {
    let sheet = |name: &str| profile.table.sheet.as_deref().is_none_or(|wanted| wanted.trim() == name.trim());
    let above = usize::try_from(profile.table.rows_above).unwrap_or(usize::MAX);
    let headed = |(rows, name): (&'a [GridRow], &'a str), at: usize| {
        let row = rows.get(at)?;
        let names: Vec<String> = names(row).iter().enumerate().map(|(place, name)| column_name(place, name)).collect();
        let structural = u32::try_from(at).ok()?.checked_add(1)?;
        let source = Source::Sheet(rows.get(at + 1..)?);
        Some(Foreign { names, line: row.number, structural, source, sheet: Some(name) })
    };
    let grids = book.grids.iter().filter(|grid| sheet(&grid.name) && !grid.rows.is_empty());
    grids
        .filter_map(|grid| {
            let rows = (grid.rows.as_slice(), grid.name.as_str());
            // A title above the header is passed over where the columns tell which row is the header.
            let by_columns = (0..grid.rows.len().min(ROWS_ABOVE_HEADER))
                .filter_map(|at| headed(rows, at))
                .find(|table| table.is_of(profile) || !profile.columns_used().is_empty() && table.has(profile));
            if profile.table.rows_above == 0 && by_columns.is_some() { by_columns } else { headed(rows, above) }
        })
        .collect()
}

/// What a file holds, to be searched for a table.
pub(crate) enum Content<'a> {
    Text(&'a str),
    Book(&'a Workbook),
}

impl<'a> Content<'a> {
    fn tables(&self, profile: &Profile) -> Result<Vec<Foreign<'a>>, Refusal> {
        match self {
            Self::Text(text) => tables_in_text(text, profile),
            Self::Book(book) => Ok(tables_in_book(book, profile)),
        }
    }

    /// True when the profile was made for a table with just these columns.
    pub(crate) fn is_of(&self, profile: &Profile) -> bool {
        self.tables(profile).is_ok_and(|tables| tables.iter().any(|table| table.is_of(profile)))
    }

    /// The one table that the profile can read.
    ///
    /// # Errors
    /// When there is none, or two of them.
    pub(crate) fn table(&self, profile: &Profile) -> Result<Foreign<'a>, Refusal> {
        let mut tables = self.tables(profile)?;
        let just = tables.iter().filter(|table| table.is_of(profile)).count();
        if just > 0 {
            tables.retain(|table| table.is_of(profile));
        } else if tables.iter().any(|table| table.has(profile)) && !profile.columns_used().is_empty() {
            tables.retain(|table| table.has(profile));
        }
        match (tables.pop(), tables.pop()) {
            (None, _) => Err(Refusal::new(
                "no-table",
                "Der er ingen tabel med mere end én kolonne at knytte.",
                "Vælg skilletegn, ark og antallet af linjer over overskriften.",
            )),
            (Some(table), None) => check_columns(table, profile),
            (Some(one), Some(other)) => Err(several(&one, &other)),
        }
    }
}

fn check_columns<'a>(table: Foreign<'a>, profile: &Profile) -> Result<Foreign<'a>, Refusal> {
    for name in profile.columns_used() {
        let places = table.names.iter().filter(|known| folded(known) == folded(name)).count();
        if places == 1 {
            continue;
        }
        let (code, message) = match places {
            0 => ("column-missing", format!("Profilen {} bruger kolonnen {name}, som filen ikke har.", profile.name)),
            _ => ("column-twice", format!("Kolonnen {name} står {places} gange i filen.")),
        };
        let names: Vec<String> = table.names.iter().map(|name| crate::masking::shown(name, false)).collect();
        let hint = format!("Filens kolonner er {}.", names.join("; "));
        return Err(Refusal::new(code, message, hint).at(table.line).column(name));
    }
    Ok(table)
}

fn several(one: &Foreign<'_>, other: &Foreign<'_>) -> Refusal {
    if let (Some(one), Some(other)) = (one.sheet, other.sheet) {
        let message = format!("Flere ark kan læses: {other}, {one}.");
        return Refusal::new("sheets-several", message, "Sig i profilen, hvilket ark der læses (sheet = \"…\").");
    }
    let letter = |table: &Foreign<'_>| match table.source.delimiter() {
        Some(b'\t') => "tabulator".to_owned(),
        Some(byte) => format!("`{}`", char::from(byte)),
        None => String::new(),
    };
    let message = format!(
        "Filen kan skæres i kolonner på flere måder: med {} i {} kolonner og med {} i {}.",
        letter(other),
        other.names.len(),
        letter(one),
        one.names.len()
    );
    Refusal::new("delimiter-ambiguous", message, "Sig i profilen, hvad der er skilletegn (delimiter = \";\").")
        .at(one.line)
}
