//! A foreign table turned into rows of a kind's own layout.

use std::collections::BTreeMap;

use trepunkt_core::delivery::RowCount;

use crate::amount::Sign;
use crate::amount::amount;
use crate::catalogue::CellFault;
use crate::catalogue::Flag;
use crate::findings::Findings;
use crate::header::ColumnType;
use crate::header::Header;
use crate::header::folded;
use crate::kinds::flag_sign;
use crate::mapping::balance;
use crate::mapping::balance::Balanced;
use crate::mapping::convert::Written;
use crate::mapping::foreign::Foreign;
use crate::mapping::foreign::Piece;
use crate::mapping::foreign::Taken;
use crate::mapping::plan::Plan;
use crate::mapping::plan::PlannedCell;
use crate::mapping::profile::Profile;
use crate::mapping::survey;
use crate::masking::shown;
use crate::reading::MissingValue;
use crate::refusal::Refusal;
use crate::rows::Part;
use crate::rows::Row;
use crate::sheet::Rendered;

/// The rows, ready for the kind's reader.
pub(crate) struct Mapped {
    pub(crate) rendered: Rendered,
    pub(crate) header: Header,
    /// What is counted so far: everything that is not a row of data.
    pub(crate) count: RowCount,
}

/// Turns the table into rows.
///
/// # Errors
/// When a column can be read in two ways, a balance does not tie, an answer is missing, or the file is cut off.
pub(crate) fn apply(
    table: &Foreign<'_>,
    profile: &Profile,
    findings: &mut Findings,
    missing: &mut Vec<MissingValue>,
) -> Result<Mapped, Refusal> {
    let mut plan = Plan::new(table, profile)?;
    let filled = survey::settle(&mut plan, table, profile.table.rows_below)?;
    let mut making = Making {
        rendered: Rendered::default(),
        structural: table.structural,
        ignored: (0, None),
        balances: Vec::new(),
        unanswered: BTreeMap::new(),
        plan: &plan,
        table,
        findings,
    };
    let last = filled.saturating_sub(profile.table.rows_below);
    let mut seen = 0_u32;
    table.source.each(|row| {
        if row.is_blank() {
            making.rendered.end_row(row.line(), None);
            return Ok(());
        }
        seen = seen.saturating_add(1);
        if seen > last {
            making.structural = making.structural.saturating_add(1);
            return Ok(());
        }
        making.take(row)
    })?;
    let Making { rendered, structural, ignored, balances, unanswered, .. } = making;
    note_ignored(findings, ignored);
    note_unused(findings, table, profile);
    if let (Some(rule), true) = (&profile.balance, unanswered.is_empty()) {
        balance::prove(&balances, &shown(&rule.column, false))?;
    }
    missing.extend(unanswered.into_values());
    if let Some(first) = missing.first() {
        return Err(unanswered_values(profile, missing, first));
    }
    let count = RowCount { rows: structural, structural, ..RowCount::default() };
    Ok(Mapped { rendered, header: plan.header, count })
}

fn note_ignored(findings: &mut Findings, (count, first): (u32, Option<u32>)) {
    if count > 0 {
        let message = format!("Linjer, som profilen siger ikke hører til, og som ikke er læst: {count}.");
        findings.note("rows-ignored", first, message, "Kontrollér i listen, at det kun er dem, der skal udelades.");
    }
}

fn note_unused(findings: &mut Findings, table: &Foreign<'_>, profile: &Profile) {
    let used = profile.columns_used();
    let is_used = |name: &&String| used.iter().any(|known| folded(known) == folded(name));
    let unused: Vec<String> = table.names.iter().filter(|name| !is_used(name)).map(|name| shown(name, false)).collect();
    if !unused.is_empty() {
        let message = format!("Kolonner, som ikke bruges: {}.", unused.join("; "));
        let hint = "Knyt dem i profilen, hvis de siger noget; de bliver i den arkiverede fil.";
        findings.note("columns-unused", Some(table.line), message, hint);
    }
}

fn unanswered_values(profile: &Profile, missing: &[MissingValue], first: &MissingValue) -> Refusal {
    let one = |value: &MissingValue| match value.is_everywhere {
        true => value.field.clone(),
        false => format!("{} ({} linjer, fx linje {}: `{}`)", value.field, value.rows, value.line, value.sample),
    };
    let named: Vec<String> = missing.iter().map(one).collect();
    let message = format!("Profilen {} mangler svar for at læse filen: {}.", profile.name, named.join(", "));
    let hint = "Udfyld værdierne ved import; de gemmes med leverancen.";
    Refusal::new("values-missing", message, hint).at(first.line)
}

/// The rows in the making.
struct Making<'m, 'a> {
    rendered: Rendered,
    structural: u32,
    ignored: (u32, Option<u32>),
    balances: Vec<Balanced>,
    unanswered: BTreeMap<String, MissingValue>,
    plan: &'m Plan,
    table: &'m Foreign<'a>,
    findings: &'m mut Findings,
}

impl Making<'_, '_> {
    fn take(&mut self, row: &Taken<'_, '_>) -> Result<(), Refusal> {
        if let Taken::Text(text) = row {
            self.check_end(text)?;
            if let Some(bad) = self.shape_of(text)? {
                self.pass_on(text, bad);
                return Ok(());
            }
        }
        self.take_balance(row)?;
        if survey::is_ignored(row, &self.plan.ignore) {
            self.structural = self.structural.saturating_add(1);
            self.ignored = (self.ignored.0.saturating_add(1), self.ignored.1.or(Some(row.line())));
            return Ok(());
        }
        let mut cells = Vec::with_capacity(self.plan.cells.len());
        let mut flaw = None;
        for (place, planned) in self.plan.cells.iter().enumerate() {
            let (text, fault) = self.cell(row, planned, place, None);
            flaw = flaw.or(fault.map(|fault| (place, fault)));
            cells.push(text);
        }
        match self.plan.amount_place {
            None => self.push(row.line(), &cells, flaw, Part::default()),
            Some(place) => self.take_amounts(row, &cells, flaw, place),
        }
        Ok(())
    }

    /// Each filled amount column makes a row of its own at the same line.
    fn take_amounts(&mut self, row: &Taken<'_, '_>, cells: &[String], flaw: Option<(usize, CellFault)>, at: usize) {
        let filled: Vec<usize> = (0..self.plan.amounts.len())
            .filter(|index| {
                let column = self.plan.amounts[*index].cell.column;
                column.is_some_and(|column| !matches!(row.cell(column), Piece::Text(text) if text.trim().is_empty()))
            })
            .collect();
        if filled.is_empty() {
            self.push(row.line(), cells, flaw, Part { is_silent: true, ..Part::default() });
            return;
        }
        for (part, index) in filled.iter().enumerate() {
            let amount = &self.plan.amounts[*index];
            let (text, fault) = self.cell(row, &amount.cell, at, Some(*index));
            let mut cells = cells.to_vec();
            cells[at] = text;
            for (place, value) in &amount.sets {
                cells[*place].clone_from(value);
            }
            let flaw = flaw.or(fault.map(|fault| (at, fault)));
            let (is_further, has_more) = (part > 0, part + 1 < filled.len());
            let part = Part { is_further, has_more, is_silent: false, amount: u16::try_from(*index).ok() };
            self.push(row.line(), &cells, flaw, part);
        }
    }

    fn push(&mut self, line: u32, cells: &[String], flaw: Option<(usize, CellFault)>, part: Part) {
        cells.iter().for_each(|cell| self.rendered.push_cell(cell));
        self.rendered.end_row(line, flaw);
        self.rendered.mark_part(part);
    }

    /// The text of one cell; where it cannot be read, what stands there and why.
    fn cell(
        &mut self,
        row: &Taken<'_, '_>,
        planned: &PlannedCell,
        place: usize,
        part: Option<usize>,
    ) -> (String, Option<CellFault>) {
        let piece = planned.column.map_or(Piece::Text("".into()), |column| row.cell(column));
        let name = || match part {
            Some(part) => self.plan.header.parts.get(part).cloned().unwrap_or_default(),
            None => self.plan.header.name(place),
        };
        if planned.column.is_some_and(|column| row.is_formula(column)) {
            self.findings.flag(Flag::Formulas, Some(row.line()), Some(&name()));
        }
        let original = || match planned.column.map(|column| row.cell(column)) {
            Some(Piece::Text(text)) => text.into_owned(),
            Some(Piece::Typed(cell)) => crate::sheet::plain_text(&cell.value),
            None => String::new(),
        };
        match planned.write(piece) {
            Ok(Written::Text(text, sign, is_noise)) => {
                if sign != Sign::Usual {
                    flag_sign(self.findings, sign, row.line(), Some(&name()));
                }
                if is_noise {
                    self.findings.flag(Flag::FloatNoise, Some(row.line()), Some(&name()));
                }
                (text, None)
            }
            Ok(Written::Unanswered) => {
                let missing = self.unanswered.entry(planned.field.clone()).or_insert_with(|| MissingValue {
                    field: planned.field.clone(),
                    rows: 0,
                    line: row.line(),
                    sample: shown(&original(), planned.holds == ColumnType::Cpr),
                    is_everywhere: planned.column.is_none(),
                });
                missing.rows = missing.rows.saturating_add(1);
                (String::new(), None)
            }
            Err(fault) => (original(), Some(fault)),
        }
    }

    fn take_balance(&mut self, row: &Taken<'_, '_>) -> Result<(), Refusal> {
        let Some((balance, change)) = &self.plan.balance else { return Ok(()) };
        let read = |cell: &PlannedCell| {
            let column = cell.column?;
            match cell.write(row.cell(column)) {
                Ok(Written::Text(text, ..)) => amount(&text).ok().map(|(money, _)| money),
                Ok(Written::Unanswered) | Err(_) => None,
            }
        };
        let (Some(amount), Some(balance)) = (read(change), read(balance)) else {
            let message =
                format!("Linje {} har ikke både et beløb og en saldo, så saldoen kan ikke efterregnes.", row.line());
            let hint = "Ret linjen, eller tag efterregningen af saldoen ud af profilen.";
            return Err(Refusal::new("balance-unreadable", message, hint).at(row.line()));
        };
        self.balances.push(Balanced { line: row.line(), amount, balance });
        Ok(())
    }

    /// A text row must have a cell for each header.
    fn shape_of(&self, row: &Row<'_>) -> Result<Option<CellFault>, Refusal> {
        if let Some((_, what)) = row.flaw {
            return Ok(Some(what));
        }
        if row.cells.len() == self.table.names.len() {
            return Ok(None);
        }
        if self.table.source.delimiter() == Some(b',') {
            let amount = self.plan.cells.iter().find(|cell| cell.holds == ColumnType::Amount);
            let name = amount.and_then(|cell| self.table.names.get(cell.column?));
            return Err(Refusal::delimiter_comma(row.line, shown(name.map_or("", String::as_str), false)));
        }
        Ok(Some(CellFault::CellCount))
    }

    /// Passes a row on that is broken as a whole, to be rejected where rows are.
    fn pass_on(&mut self, row: &Row<'_>, what: CellFault) {
        let width = self.plan.header.names.len();
        if what == CellFault::CellCount {
            // One cell too many is what the walk over the rows rejects.
            self.rendered.push_cell("…");
            (0..width).for_each(|_| self.rendered.push_cell(""));
            self.rendered.end_row(row.line, None);
        } else {
            (0..width).for_each(|_| self.rendered.push_cell(""));
            self.rendered.end_row(row.line, Some((0, what)));
        }
    }

    /// A last line without line end is whole only if its last cell cannot have been longer.
    fn check_end(&mut self, row: &Row<'_>) -> Result<(), Refusal> {
        if !row.unterminated {
            return Ok(());
        }
        let last = self.table.names.len().saturating_sub(1);
        if row.cells.len() < self.table.names.len() {
            return Err(Refusal::truncated(row.line, None));
        }
        let text = row.cell(Some(last)).text();
        let amounts = self.plan.amounts.iter().map(|amount| &amount.cell);
        let balance = self.plan.balance.iter().flat_map(|(balance, change)| [balance, change]);
        let mut readers = self.plan.cells.iter().chain(amounts).chain(balance).filter(|cell| cell.column == Some(last));
        let may_be_cut = readers.any(|cell| match cell.holds {
            ColumnType::Amount => !text.is_empty() && text.rfind(['.', ',']).is_none_or(|sign| text.len() - sign < 3),
            ColumnType::Cpr => !text.is_empty() && text.bytes().filter(u8::is_ascii_digit).count() != 10,
            ColumnType::Code(width) => !text.is_empty() && text.len() != width,
            ColumnType::Text | ColumnType::Se | ColumnType::Date | ColumnType::Time | ColumnType::Month => false,
            ColumnType::Quarter => false,
        });
        if may_be_cut {
            let name = self.table.names.get(last).map(|name| shown(name, false));
            return Err(Refusal::truncated(row.line, name));
        }
        self.findings.flag(Flag::NoFinalLineEnd, Some(row.line), None);
        Ok(())
    }
}
