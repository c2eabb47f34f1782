//! What a profile may say, by the layout of its kind.

use std::collections::BTreeMap;

use regex::Regex;
use regex::RegexBuilder;
use trepunkt_core::source::SourceKind;

use crate::header::Column;
use crate::header::ColumnType;
use crate::header::Fields;
use crate::header::Layout;
use crate::header::field_of;
use crate::header::folded;
use crate::kinds::KINDS;
use crate::kinds::MAPPED_KINDS;
use crate::kinds::bank_mapped;
use crate::mapping::columns::reads;
use crate::mapping::profile::FieldSource;
use crate::mapping::profile::Profile;
use crate::mapping::profile::ProfileError;

/// The amount of every kind that has one.
pub(crate) const AMOUNT: &str = "Beløb";
/// A pattern that needs more than this is no pattern for a cell.
const PATTERN_LIMIT: usize = 1 << 20;
/// The kinds of which a row may hold several records, and the field that tells them apart.
const SEVERAL_PER_ROW: &[(SourceKind, &str)] = &[
    (SourceKind::TokIndberetning, "Feltnr"),
    (SourceKind::EindkomstDetail, "Feltnr"),
    (SourceKind::SkatKrav, "Kravtype"),
    (SourceKind::AtpKrav, "Ordning"),
    (SourceKind::BankCsv, bank_mapped::DIRECTION),
];

/// The layout of a kind that a table can be mapped onto.
pub(crate) fn layout_of(kind: SourceKind) -> Option<&'static Layout> {
    // Sums of an extract end with a control line that only the register itself can write.
    let mappable = |layout: &&Layout| layout.kinds.contains(&kind) && layout.in_sheets;
    KINDS.iter().chain(MAPPED_KINDS).map(|kind| kind.layout).find(mappable)
}

/// The field of a row that tells several amounts of it apart; none where a row is one record.
pub(crate) fn split_field(kind: SourceKind) -> Option<&'static str> {
    SEVERAL_PER_ROW.iter().find(|(several, _)| *several == kind).map(|(_, field)| *field)
}

/// What a field of the layout holds, by its name there.
pub(crate) fn holds(layout: &Layout, name: &str) -> Option<ColumnType> {
    if let Some(column) = column_named(layout, name) {
        return Some(column.holds);
    }
    let is_field = layout.fields != Fields::None && field_of(&folded(name)).is_some();
    is_field.then_some(ColumnType::Amount)
}

fn column_named(layout: &Layout, name: &str) -> Option<&'static Column> {
    layout.columns.iter().find(|column| folded(column.name) == folded(name))
}

/// A regular expression of a profile.
pub(crate) fn compiled(pattern: &str) -> Result<Regex, ProfileError> {
    RegexBuilder::new(pattern).size_limit(PATTERN_LIMIT).build().map_err(|error| {
        let said = error.to_string().lines().last().unwrap_or_default().trim().to_owned();
        ProfileError::new(
            format!("Mønstret `{pattern}` kan ikke bruges: {said}."),
            "Et mønster er et regulært udtryk; særlige tegn som ( ) . + skrives med \\ foran.",
        )
    })
}

impl Profile {
    /// Names of fields as the layout spells them.
    pub(crate) fn settle_names(&mut self) -> Result<(), ProfileError> {
        let layout = self.layout()?;
        let spelt = |name: String| column_named(layout, &name).map_or(name, |column| column.name.to_owned());
        self.fields = std::mem::take(&mut self.fields).into_iter().map(|(name, from)| (spelt(name), from)).collect();
        for amount in &mut self.amounts {
            let sets: BTreeMap<String, String> = std::mem::take(&mut amount.sets);
            amount.sets = sets.into_iter().map(|(name, value)| (spelt(name), value)).collect();
        }
        Ok(())
    }

    pub(crate) fn layout(&self) -> Result<&'static Layout, ProfileError> {
        layout_of(self.kind).ok_or_else(|| {
            let known: Vec<&str> = mappable_kinds().map(SourceKind::text).collect();
            ProfileError::new(
                format!("En tabel kan ikke knyttes til {}.", self.kind.text()),
                format!("Vælg en af: {}.", known.join(", ")),
            )
        })
    }

    /// Checks what it says against the layout of its kind.
    ///
    /// # Errors
    /// The first thing that cannot be done, in Danish.
    pub fn check(&self) -> Result<(), ProfileError> {
        let layout = self.layout()?;
        if self.name.trim().is_empty() {
            return Err(ProfileError::new("Profilen har intet navn.", "Giv den et navn."));
        }
        for (name, source) in &self.fields {
            self.check_field(layout, name, source)?;
        }
        for rule in &self.ignore {
            compiled(&rule.find)?;
        }
        self.check_amounts(layout)?;
        self.check_columns()?;
        self.check_table()?;
        self.check_complete(layout)
    }

    fn check_field(&self, layout: &Layout, name: &str, source: &FieldSource) -> Result<(), ProfileError> {
        let Some(holds) = holds(layout, name) else {
            let known: Vec<&str> = layout.columns.iter().map(|column| column.name).collect();
            let message = format!("{} har intet felt, der hedder {name}.", self.kind.label());
            return Err(ProfileError::new(message, format!("Felterne er {}.", known.join(", "))));
        };
        for pattern in &source.patterns {
            compiled(&pattern.find)?;
        }
        let refuse = |message: String, hint: &str| Err(ProfileError::new(message, hint));
        if source.column.is_none() && source.value.is_none() && !source.ask {
            return refuse(format!("Profilen siger ikke, hvor {name} kommer fra."), "Vælg en kolonne eller en værdi.");
        }
        if holds == ColumnType::Amount && (source.value.is_some() || source.ask) {
            return refuse(
                format!("{name} er et beløb og kan ikke være en fast værdi."),
                "Et beløb læses altid fra filen; vælg den kolonne, det står i.",
            );
        }
        if holds != ColumnType::Amount && (source.turned || source.decimal.is_some()) {
            return refuse(format!("{name} er ikke et beløb."), "Fortegn og decimaltegn gælder kun beløb.");
        }
        if source.months_back != 0 && holds != ColumnType::Month {
            return refuse(format!("{name} er ikke en måned."), "`months_back` gælder kun måneder.");
        }
        match source.value.as_deref().filter(|value| !value.is_empty()) {
            Some(value) if !reads(value, holds) => refuse(
                format!("Den faste værdi `{}` kan ikke læses som {name}.", crate::masking::shown(value, false)),
                "Skriv fx 17000004 (SE-nr), 2026-10 (måned), 2026-Q4 (kvartal) eller 2026-10-01 (dato).",
            ),
            _ => Ok(()),
        }
    }

    fn check_amounts(&self, layout: &Layout) -> Result<(), ProfileError> {
        if self.amounts.is_empty() {
            return Ok(());
        }
        let refuse = |message: String, hint: String| Err(ProfileError::new(message, hint));
        let Some(split) = split_field(self.kind) else {
            let hint = "Vælg én beløbskolonne, eller gem filen med én linje pr. beløb.".to_owned();
            return refuse(format!("En linje i {} er ét beløb.", self.kind.label()), hint);
        };
        if self.fields.contains_key(AMOUNT) {
            let hint = "Brug enten én beløbskolonne eller en pr. værdi.".to_owned();
            return refuse(format!("{AMOUNT} er valgt både som én og som flere kolonner."), hint);
        }
        for amount in &self.amounts {
            for (name, value) in &amount.sets {
                let Some(holds) = holds(layout, name).filter(|holds| *holds != ColumnType::Amount) else {
                    let hint = format!("Kolonnen `{}` kan fx sætte {split}.", amount.column);
                    return refuse(format!("{} har intet felt {name}, der kan sættes.", self.kind.label()), hint);
                };
                if !reads(value, holds) {
                    let hint = "Ret værdien.".to_owned();
                    return refuse(format!("Værdien `{value}` kan ikke læses som {name}."), hint);
                }
            }
            if !amount.sets.contains_key(split) {
                let hint = format!("Sæt {split} for hver beløbskolonne.");
                return refuse(format!("Beløbskolonnen `{}` siger ikke, hvilket {split} den er.", amount.column), hint);
            }
        }
        Ok(())
    }

    fn check_columns(&self) -> Result<(), ProfileError> {
        let known: Vec<String> =
            self.headers.iter().enumerate().map(|(place, name)| column_name(place, name)).collect();
        if known.is_empty() {
            return Ok(());
        }
        let is_known = |name: &&str| known.iter().any(|known| folded(known) == folded(name));
        match self.columns_used().into_iter().find(|name| !is_known(name)) {
            None => Ok(()),
            Some(name) => Err(ProfileError::new(
                format!("Kolonnen `{name}` er ikke blandt filens kolonner."),
                format!("Kolonnerne er {}.", known.join("; ")),
            )),
        }
    }

    fn check_table(&self) -> Result<(), ProfileError> {
        match self.table.encoding.as_deref() {
            None | Some("utf-8" | "windows-1252" | "utf-16") => {}
            Some(other) => {
                let message = format!("Tegnsættet `{other}` kendes ikke.");
                return Err(ProfileError::new(message, "Skriv utf-8, windows-1252 eller utf-16."));
            }
        }
        match self.table.delimiter {
            Some(letter) if !letter.is_ascii() || letter.is_ascii_alphanumeric() || letter == '"' => {
                let message = format!("`{letter}` kan ikke være skilletegn.");
                Err(ProfileError::new(message, "Skriv ; eller , eller \\t (tabulator) eller |."))
            }
            _ => Ok(()),
        }
    }

    /// Every column that the layout must have comes from somewhere.
    fn check_complete(&self, layout: &Layout) -> Result<(), ProfileError> {
        let missing = self.missing(layout);
        if missing.is_empty() {
            return Ok(());
        }
        Err(ProfileError::new(
            format!("Profilen siger ikke, hvor {} kommer fra.", missing.join(", ")),
            "Vælg en kolonne, en fast værdi, eller at der spørges ved import.",
        ))
    }

    /// The fields that the layout must have and that come from nowhere.
    pub(crate) fn missing(&self, layout: &Layout) -> Vec<&'static str> {
        let set = |name: &str| {
            let by_amounts = |name: &str| self.amounts.iter().all(|amount| amount.sets.contains_key(name));
            self.fields.contains_key(name) || !self.amounts.is_empty() && (name == AMOUNT || by_amounts(name))
        };
        let columns = layout.columns.iter().filter(|column| column.must && !set(column.name));
        let mut missing: Vec<&str> = columns.map(|column| column.name).collect();
        let has_wide = self.fields.keys().any(|name| field_of(&folded(name)).is_some());
        if layout.fields == Fields::WideOrOne && !has_wide {
            missing.extend(["Feltnr", AMOUNT].into_iter().filter(|name| !set(name)));
        }
        missing
    }
}

/// The kinds that a table can be mapped onto.
pub(crate) fn mappable_kinds() -> impl Iterator<Item = SourceKind> {
    SourceKind::ALL.iter().copied().filter(|kind| layout_of(*kind).is_some())
}

/// The name of a column as a profile calls it: its header, or its number.
pub(crate) fn column_name(place: usize, name: &str) -> String {
    if name.trim().is_empty() { crate::refusal::nth(place) } else { name.trim().to_owned() }
}
