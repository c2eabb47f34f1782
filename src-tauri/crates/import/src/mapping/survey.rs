//! What the whole of a table settles: how many rows it has, the decimal sign and date form of its columns.

use crate::header::ColumnType;
use crate::mapping::amounts::AmountSurvey;
use crate::mapping::convert::Found;
use crate::mapping::dates::DateSurvey;
use crate::mapping::foreign::Foreign;
use crate::mapping::foreign::Taken;
use crate::mapping::plan::Plan;
use crate::refusal::Refusal;

enum Survey {
    Amounts(AmountSurvey),
    Dates(DateSurvey),
}

/// Settles what the profile leaves open, and gives the number of rows that are not blank.
///
/// # Errors
/// With both readings, where a column settles nothing.
pub(crate) fn settle(plan: &mut Plan, table: &Foreign<'_>, rows_below: u32) -> Result<u32, Refusal> {
    let mut filled = 0_u32;
    table.source.each(|row| {
        filled = filled.saturating_add(u32::from(!row.is_blank()));
        Ok(())
    })?;
    let last = filled.saturating_sub(rows_below);
    let ignore = plan.ignore.clone();
    let mut open: Vec<_> = plan
        .open_cells()
        .into_iter()
        .map(|cell| {
            let survey = match cell.holds {
                ColumnType::Amount => Survey::Amounts(AmountSurvey::default()),
                _ => Survey::Dates(DateSurvey::default()),
            };
            (cell, survey)
        })
        .collect();
    if open.is_empty() {
        return Ok(filled);
    }
    let mut seen = 0_u32;
    table.source.each(|row| {
        seen = seen.saturating_add(u32::from(!row.is_blank()));
        // Rows that are left out settle nothing: they need not be written alike.
        if row.is_blank() || seen > last || is_ignored(row, &ignore) {
            return Ok(());
        }
        for (cell, survey) in &mut open {
            let Some(column) = cell.column else { continue };
            if let Found::Text(text) = cell.found(row.cell(column)) {
                match survey {
                    Survey::Amounts(amounts) => amounts.add(text.trim(), row.line()),
                    Survey::Dates(dates) => dates.add(text.trim(), row.line()),
                }
            }
        }
        Ok(())
    })?;
    for (cell, survey) in open {
        let name = cell.column.and_then(|column| table.names.get(column)).cloned().unwrap_or_default();
        let name = crate::masking::shown(&name, false);
        match survey {
            Survey::Amounts(amounts) => cell.decimal = Some(amounts.settle(&name)?),
            Survey::Dates(dates) => cell.dates = dates.settle(&name)?,
        }
    }
    Ok(filled)
}

/// True when the profile leaves the row out.
pub(crate) fn is_ignored(row: &Taken<'_, '_>, ignore: &[(usize, regex::Regex)]) -> bool {
    use crate::mapping::foreign::Piece;

    ignore.iter().any(|(place, find)| match row.cell(*place) {
        Piece::Text(text) => find.is_match(&text),
        Piece::Typed(cell) => find.is_match(&crate::sheet::plain_text(&cell.value)),
    })
}
