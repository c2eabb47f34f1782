//! A claim entered by hand. Its lines are written as the file that they would have come in, and that file is
//! imported like any other: archived, checked, undoable.

use std::collections::BTreeMap;

use trepunkt_core::source::SourceKind;
use trepunkt_import::fields_of;

use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::intake;
use crate::intake::Intake;
use crate::intake::Order;
use crate::job::Stages;
use crate::session::Session;

/// More lines than this are no claim that somebody types.
const LINES_MAX: usize = 1_000;

/// A claim: its kind, and its lines as the fields of the kind's layout by name.
pub struct ManualClaim<'a> {
    /// SKAT's or ATP's claim.
    pub kind: SourceKind,
    /// Its lines.
    pub lines: &'a [BTreeMap<String, String>],
}

/// Reads the claim, and keeps it unless it is a preview.
///
/// # Errors
/// When it has no lines or a field that the layout does not have; as [`intake::take`].
pub fn take(
    session: &Session,
    claim: &ManualClaim<'_>,
    is_preview: bool,
    stages: &dyn Stages,
) -> Result<Intake, ApiError> {
    let (name, text) = file(claim)?;
    let order = Order { kind: Some(claim.kind), is_preview, ..Order::default() };
    let contents = [(name, text.into_bytes())];
    intake::take_contents(session, &contents, &order, stages)?.pop().ok_or_else(ApiError::internal)
}

/// The file's name and text.
fn file(claim: &ManualClaim<'_>) -> Result<(String, String), ApiError> {
    let invalid = |message: String| ApiError::new(ErrorCode::Invalid, message);
    let (stem, period) = match claim.kind {
        SourceKind::SkatKrav => ("manuelt-krav", "Kravmåned"),
        SourceKind::AtpKrav => ("manuelt-atp-krav", "Kravkvartal"),
        other => return Err(invalid(format!("{} kan ikke indtastes.", other.label()))),
    };
    let is_filled = |line: &&BTreeMap<String, String>| line.values().any(|value| !value.trim().is_empty());
    let lines: Vec<_> = claim.lines.iter().filter(is_filled).collect();
    if lines.is_empty() {
        return Err(invalid("Kravet har ingen linjer.".to_owned()).hint("Udfyld mindst én linje."));
    }
    if lines.len() > LINES_MAX {
        return Err(invalid(format!("Kravet har mere end {LINES_MAX} linjer.")).hint("Importér det som en fil."));
    }
    let columns: Vec<&str> = fields_of(claim.kind).iter().map(|field| field.name).collect();
    if let Some(unknown) = lines.iter().flat_map(|line| line.keys()).find(|name| !columns.contains(&name.as_str())) {
        let hint = format!("Felterne er {}.", columns.join(", "));
        return Err(invalid(format!("{} har intet felt {unknown}.", claim.kind.label())).hint(hint));
    }
    let mut text = columns.join(";") + "\r\n";
    for line in &lines {
        let cells = columns.iter().map(|name| cell(line.get(*name).map_or("", String::as_str)));
        text.push_str(&cells.collect::<Vec<_>>().join(";"));
        text.push_str("\r\n");
    }
    let month = lines.iter().filter_map(|line| line.get(period)).map(|month| month.trim()).min().unwrap_or_default();
    // A name is no place for whatever somebody typed.
    let is_period = month.parse::<trepunkt_core::period::Period>().is_ok();
    Ok((if is_period { format!("{stem}-{month}.csv") } else { format!("{stem}.csv") }, text))
}

/// A value as a cell: on one line, in quotes where it must be.
fn cell(value: &str) -> String {
    let line: String = value.trim().chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if line.contains([';', '"']) { format!("\"{}\"", line.replace('"', "\"\"")) } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&[(&str, &str)]], expected: Result<(&str, &str), &str>) {
        let lines: Vec<BTreeMap<String, String>> = lines
            .iter()
            .map(|line| line.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
            .collect();
        let seen = file(&ManualClaim { kind: SourceKind::SkatKrav, lines: &lines });
        let second = |text: &str| text.lines().nth(1).unwrap_or_default().to_owned();
        let seen = seen.map(|(name, text)| (name, second(&text))).map_err(|error| error.message);
        let seen = seen.as_ref().map(|(name, text)| (name.as_str(), text.as_str())).map_err(String::as_str);
        assert_eq!(seen, expected, "writing {lines:?}");
    }

    #[test]
    fn a_claim_is_written_as_the_file_it_would_have_come_in() {
        let line: &[(&str, &str)] = &[("P-SE-nr", "17000004"), ("Kravmåned", "2026-10"), ("Tekst", "a;\"b\"\nc")];
        check(&[line], Ok(("manuelt-krav-2026-10.csv", "17000004;;;2026-10;;;;;\"a;\"\"b\"\" c\";")));
        check(&[&[("Kravmåned", "../x"), ("Beløb", "1,00")]], Ok(("manuelt-krav.csv", ";;;../x;;1,00;;;;")));
        check(&[&[("Beløb", " ")]], Err("Kravet har ingen linjer."));
        check(&[&[("Belob", "1")]], Err("SKAT-krav har intet felt Belob."));
    }
}
