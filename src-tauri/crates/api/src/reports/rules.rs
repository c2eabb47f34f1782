//! The rules that the run went by, value by value.

use std::collections::HashMap;

use trepunkt_report::Cell;
use trepunkt_report::Column;
use trepunkt_report::Kind;
use trepunkt_report::Row;
use trepunkt_report::Table;

use crate::error::ApiError;
use crate::reports::basis::Basis;
use crate::rules;
use crate::session::Session;

/// The rules text that the run kept.
pub(crate) fn text(session: &Session, basis: &Basis) -> Result<String, ApiError> {
    Ok(session.workspace().rules(&basis.found.run.rules)?.1)
}

/// Every value of the run's rules, beside what ships with the program where that is another.
pub(crate) fn values(session: &Session, basis: &Basis) -> Result<Table, ApiError> {
    let kept = rules::read(&text(session, basis)?).map_err(ApiError::from)?;
    let shipped = rules::merged("").map_err(ApiError::from)?;
    let shipped: HashMap<&str, &str> =
        shipped.lines.iter().map(|line| (line.key.as_str(), line.value.as_str())).collect();
    let columns = vec![
        Column::new("Regel", Kind::Text),
        Column::new("Værdi", Kind::Text),
        Column::new("Trepunkts værdi, hvor den er en anden", Kind::Text),
    ];
    let row = |line: &trepunkt_core::rule::RuleLine| {
        let other = match shipped.get(line.key.as_str()) {
            Some(value) if *value == line.value => "",
            Some(value) => value,
            None => "findes ikke",
        };
        let row = Row::of([line.key.as_str(), line.value.as_str(), other].map(Cell::text).to_vec());
        if other.is_empty() { row } else { row.strong() }
    };
    Ok(Table::new("Regler", columns, kept.lines.iter().map(row).collect()))
}

/// Every adoption of own rules so far.
pub(crate) fn history(session: &Session, basis: &Basis) -> Result<Table, ApiError> {
    let columns = vec![
        Column::new("Version", Kind::Code),
        Column::new("Indført", Kind::Code),
        Column::new("Af", Kind::Text),
        Column::new("Begrundelse", Kind::Text),
        Column::new("Stilling", Kind::Code),
    ];
    let all = session.workspace().own_rules_history()?;
    let row = |own: &trepunkt_store::OwnRules| {
        Row::of(vec![
            Cell::text(format!("V{}", own.id)),
            Cell::Time(own.at),
            Cell::text(own.who.clone()),
            Cell::text(own.reason.clone()),
            Cell::text(if own.stands { "står" } else { "fortrudt" }),
        ])
    };
    let before = all.iter().filter(|own| own.operation < basis.found.run.operation);
    let mut table = Table::new("Egne regler", columns, before.map(row).collect());
    table.empty = "Kommunen havde ingen egne regler: kørslen gik efter Trepunkts.".to_owned();
    Ok(table)
}
