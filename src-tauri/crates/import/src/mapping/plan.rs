//! A profile laid over one table: for every column of the kind's layout, where its value comes from.

use std::collections::BTreeMap;

use regex::Regex;

use crate::header::ColumnType;
use crate::header::Fields;
use crate::header::Header;
use crate::header::Layout;
use crate::header::field_of;
use crate::header::folded;
use crate::mapping::amounts::DecimalSign;
use crate::mapping::dates::DateForm;
use crate::mapping::foreign::Foreign;
use crate::mapping::layouts::AMOUNT;
use crate::mapping::layouts::compiled;
use crate::mapping::layouts::holds;
use crate::mapping::profile::FieldSource;
use crate::mapping::profile::Profile;
use crate::mapping::profile::ProfileError;
use crate::refusal::Refusal;

/// One cell of the rows to come.
#[derive(Clone, Debug)]
pub(crate) struct PlannedCell {
    /// The field of the layout.
    pub(crate) field: String,
    pub(crate) holds: ColumnType,
    /// The column of the table.
    pub(crate) column: Option<usize>,
    /// The fixed value.
    pub(crate) value: Option<String>,
    /// The fixed value is asked for, and has not been given.
    pub(crate) is_unanswered: bool,
    pub(crate) is_turned: bool,
    pub(crate) decimal: Option<DecimalSign>,
    pub(crate) dates: Option<DateForm>,
    pub(crate) months_back: i16,
    /// Words of the table in lower case, and what they are called here.
    pub(crate) translate: BTreeMap<String, String>,
    pub(crate) patterns: Vec<(Regex, String)>,
}

/// A column of amounts: each filled cell makes a record.
#[derive(Debug)]
pub(crate) struct PlannedAmount {
    pub(crate) cell: PlannedCell,
    /// Places in the row, and what stands there.
    pub(crate) sets: Vec<(usize, String)>,
}

/// All of it.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) header: Header,
    /// By place in the rows to come.
    pub(crate) cells: Vec<PlannedCell>,
    pub(crate) amounts: Vec<PlannedAmount>,
    /// The place of the amount, where there are several columns of them.
    pub(crate) amount_place: Option<usize>,
    pub(crate) ignore: Vec<(usize, Regex)>,
    /// The balance, and what it changes by.
    pub(crate) balance: Option<(PlannedCell, PlannedCell)>,
}

impl From<ProfileError> for Refusal {
    fn from(error: ProfileError) -> Self {
        Self::new("profile-unusable", error.message, error.hint)
    }
}

impl Plan {
    /// Lays the profile over the table.
    pub(crate) fn new(table: &Foreign<'_>, profile: &Profile) -> Result<Self, Refusal> {
        profile.check()?;
        let layout = profile.layout()?;
        let mut plan = Self {
            header: Header { line: table.line, places: vec![None; layout.columns.len()], ..Header::default() },
            cells: Vec::new(),
            amounts: Vec::new(),
            amount_place: None,
            ignore: Vec::new(),
            balance: None,
        };
        for (name, source) in &profile.fields {
            let cell = planned(table, profile, name, holds(layout, name), source)?;
            let shown = match &source.column {
                Some(column) => column.clone(),
                None => format!("{name} (fast værdi)"),
            };
            plan.add(layout, shown, cell);
        }
        plan.add_amounts(layout, table, profile)?;
        for rule in &profile.ignore {
            let place = table.place(&rule.column).unwrap_or_default();
            plan.ignore.push((place, compiled(&rule.find)?));
        }
        if let Some(balance) = &profile.balance {
            // The amount is written as the field that it also is, but its sign is the file's own.
            let alike = |column: &String| {
                let same = profile.fields.values().find(|source| source.column.as_ref() == Some(column));
                let (decimal, column) = (same.and_then(|source| source.decimal), Some(column.clone()));
                let source = FieldSource { column, decimal, ..FieldSource::default() };
                planned(table, profile, AMOUNT, Some(ColumnType::Amount), &source)
            };
            plan.balance = Some((alike(&balance.column)?, alike(&balance.amount)?));
        }
        Ok(plan)
    }

    fn add(&mut self, layout: &Layout, shown: String, cell: PlannedCell) -> usize {
        let place = self.cells.len();
        let column = layout.columns.iter().position(|column| folded(column.name) == folded(&cell.field));
        match column {
            Some(column) => self.header.places[column] = Some(place),
            None if layout.fields != Fields::None => {
                self.header.fields.extend(field_of(&folded(&cell.field)).map(|field| (place, field)));
                self.header.fields.sort_by_key(|(place, field)| (*field, *place));
            }
            None => {}
        }
        self.header.names.push(shown);
        self.header.becomes.push(cell.field.clone());
        self.header.types.push(Some(cell.holds));
        self.cells.push(cell);
        place
    }

    fn add_amounts(&mut self, layout: &Layout, table: &Foreign<'_>, profile: &Profile) -> Result<(), Refusal> {
        if profile.amounts.is_empty() {
            return Ok(());
        }
        let blank = |name: &str| FieldSource { column: None, value: Some(name.to_owned()), ..FieldSource::default() };
        let cell = planned(table, profile, AMOUNT, Some(ColumnType::Amount), &blank(""))?;
        self.amount_place = Some(self.add(layout, AMOUNT.to_owned(), cell));
        self.header.part_place = self.amount_place;
        for amount in &profile.amounts {
            let mut sets = Vec::new();
            for (name, value) in &amount.sets {
                let known = self.cells.iter().position(|cell| cell.field == *name);
                let place = match known {
                    Some(place) => place,
                    None => {
                        let cell = planned(table, profile, name, holds(layout, name), &blank(""))?;
                        self.add(layout, format!("{name} (fast værdi)"), cell)
                    }
                };
                sets.push((place, value.clone()));
            }
            let source =
                FieldSource { column: Some(amount.column.clone()), turned: amount.turned, ..FieldSource::default() };
            let cell = planned(table, profile, AMOUNT, Some(ColumnType::Amount), &source)?;
            self.header.parts.push(amount.column.clone());
            self.amounts.push(PlannedAmount { cell, sets });
        }
        Ok(())
    }

    /// Every cell whose decimal sign or date form the table may have to settle.
    pub(crate) fn open_cells(&mut self) -> Vec<&mut PlannedCell> {
        let balance = self.balance.iter_mut().flat_map(|(balance, amount)| [balance, amount]);
        let amounts = self.amounts.iter_mut().map(|amount| &mut amount.cell);
        let all = self.cells.iter_mut().chain(amounts).chain(balance);
        all.filter(|cell| cell.column.is_some() && cell.is_open()).collect()
    }
}

impl PlannedCell {
    fn is_open(&self) -> bool {
        match self.holds {
            ColumnType::Amount => self.decimal.is_none(),
            ColumnType::Date | ColumnType::Time | ColumnType::Month | ColumnType::Quarter => self.dates.is_none(),
            ColumnType::Text | ColumnType::Cpr | ColumnType::Se | ColumnType::Code(_) => false,
        }
    }
}

fn planned(
    table: &Foreign<'_>,
    profile: &Profile,
    field: &str,
    holds: Option<ColumnType>,
    source: &FieldSource,
) -> Result<PlannedCell, Refusal> {
    let pattern = |one: &crate::mapping::profile::Pattern| Ok((compiled(&one.find)?, one.give.clone()));
    let patterns = source.patterns.iter().map(pattern).collect::<Result<Vec<_>, ProfileError>>()?;
    Ok(PlannedCell {
        field: field.to_owned(),
        holds: holds.unwrap_or(ColumnType::Text),
        column: source.column.as_deref().and_then(|name| table.place(name)),
        value: source.value.clone(),
        is_unanswered: source.ask && source.value.is_none(),
        is_turned: source.turned,
        decimal: source.decimal.or(profile.table.decimal),
        dates: source.dates.or(profile.table.dates),
        months_back: source.months_back,
        translate: source.translate.iter().map(|(from, to)| (from.trim().to_lowercase(), to.clone())).collect(),
        patterns,
    })
}
