//! Columns found by their headers, in any order.

use trepunkt_core::code::Field;
use trepunkt_core::source::SourceKind;

use crate::cell;
use crate::masking::shown;
use crate::refusal::Refusal;
use crate::refusal::nth;
use crate::rows::Part;

/// What a column holds, so that a spreadsheet cell can be judged by its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ColumnType {
    Text,
    Amount,
    Cpr,
    Se,
    Date,
    Time,
    Month,
    Quarter,
    /// A code of that many digits.
    Code(usize),
}

/// One column of a layout.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    /// The column must be there.
    pub(crate) must: bool,
    pub(crate) holds: ColumnType,
}

/// Columns of amounts that are named after their field, `Feltnr nnnn`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fields {
    /// The kind has none.
    None,
    /// At least one.
    Wide,
    /// Any number of them, or the two columns `Feltnr` and `Beløb`.
    WideOrOne,
}

/// The columns of one source kind, or of two that share them.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) kinds: &'static [SourceKind],
    pub(crate) columns: &'static [Column],
    /// Whether columns `Feltnr nnnn` follow.
    pub(crate) fields: Fields,
    /// May be a spreadsheet.
    pub(crate) in_sheets: bool,
}

/// The header of one file, resolved against a layout.
#[derive(Clone, Debug, Default)]
pub(crate) struct Header {
    pub(crate) line: u32,
    /// As they stand in the file.
    pub(crate) names: Vec<String>,
    /// For each column of the layout, its place in the file.
    pub(crate) places: Vec<Option<usize>>,
    /// For each column of the file, what it holds; none for unknown columns.
    pub(crate) types: Vec<Option<ColumnType>>,
    /// The columns `Feltnr nnnn`.
    pub(crate) fields: Vec<(usize, Field)>,
    /// What the columns of a mapped table become; empty for a table with its own headers.
    pub(crate) becomes: Vec<String>,
    /// The columns of amounts of a mapped table that has several for the one of the layout.
    pub(crate) parts: Vec<String>,
    /// The place of that one.
    pub(crate) part_place: Option<usize>,
}

/// How well headers fit a layout.
pub(crate) struct Fit {
    pub(crate) header: Header,
    pub(crate) present: usize,
    pub(crate) missing: Vec<&'static str>,
}

impl Column {
    pub(crate) const fn must(name: &'static str, holds: ColumnType) -> Self {
        Self { name, must: true, holds }
    }

    pub(crate) const fn may(name: &'static str, holds: ColumnType) -> Self {
        Self { name, must: false, holds }
    }
}

/// The name as headers are compared: case, blanks and hyphens do not count.
pub(crate) fn folded(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').flat_map(char::to_lowercase).collect()
}

/// The line number column is headed by the number of line 0.
pub(crate) const LINE_NUMBER: &str = "0000000";

fn is_named(column: &Column, name: &str) -> bool {
    if column.name == LINE_NUMBER {
        return !name.is_empty() && name.bytes().all(|byte| byte == b'0');
    }
    folded(column.name) == name
}

/// The field of a column `Feltnr nnnn`.
pub(crate) fn field_of(name: &str) -> Option<Field> {
    cell::field(name.strip_prefix("feltnr")?).ok().map(|(field, _)| field)
}

/// Looks for the layout's columns among the names.
pub(crate) fn fit(layout: &Layout, names: &[String]) -> Fit {
    let folded_names: Vec<String> = names.iter().map(|name| folded(name)).collect();
    let mut header = Header { names: names.to_vec(), types: vec![None; names.len()], ..Header::default() };
    let mut missing = Vec::new();
    for column in layout.columns {
        let place = folded_names.iter().position(|name| is_named(column, name));
        match place {
            Some(place) => header.types[place] = Some(column.holds),
            None if column.must => missing.push(column.name),
            None => {}
        }
        header.places.push(place);
    }
    if layout.fields != Fields::None {
        for (place, name) in folded_names
            .iter()
            .enumerate()
            .filter(|(place, _)| header.places.iter().all(|known| *known != Some(*place)))
        {
            if let Some(field) = field_of(name) {
                header.types[place] = Some(ColumnType::Amount);
                header.fields.push((place, field));
            }
        }
        // By number, so that the order of columns in the file changes nothing.
        header.fields.sort_by_key(|(place, field)| (*field, *place));
        let has_one = ["Feltnr", "Beløb"].iter().all(|name| {
            layout.columns.iter().zip(&header.places).any(|(column, place)| column.name == *name && place.is_some())
        });
        if header.fields.is_empty() && !(layout.fields == Fields::WideOrOne && has_one) {
            missing.push("Feltnr nnnn");
        }
    }
    let present = header.places.iter().flatten().count() + usize::from(!header.fields.is_empty());
    Fit { header, present, missing }
}

impl Header {
    /// The column's header, or its number.
    pub(crate) fn name(&self, place: usize) -> String {
        match self.names.get(place) {
            Some(name) if !name.trim().is_empty() => shown(name.trim(), false),
            _ => nth(place),
        }
    }

    /// The column's header; of a row that is one of several of its line, the column that its amount is from.
    pub(crate) fn name_in(&self, place: usize, part: Part) -> String {
        let named = part.amount.filter(|_| self.part_place == Some(place));
        match named.and_then(|part| self.parts.get(usize::from(part))) {
            Some(name) => shown(name, false),
            None => self.name(place),
        }
    }

    pub(crate) fn is_cpr(&self, place: usize) -> bool {
        self.types.get(place) == Some(&Some(ColumnType::Cpr))
    }

    /// The names that no column of the layout claims.
    pub(crate) fn unknown(&self) -> Vec<String> {
        let is_unknown = |place: &usize| self.types[*place].is_none() && !self.names[*place].trim().is_empty();
        (0..self.names.len()).filter(is_unknown).map(|place| self.name(place)).collect()
    }

    /// Refuses two columns with the same header, or of the same field.
    pub(crate) fn check_unique(&self) -> Result<(), Refusal> {
        let folded_names: Vec<String> = self.names.iter().map(|name| folded(name)).collect();
        let same = |first: usize, second: usize| {
            let field = |place: usize| self.fields.iter().find(|(at, _)| *at == place).map(|(_, field)| *field);
            !folded_names[first].is_empty()
                && (folded_names[first] == folded_names[second]
                    || field(first).is_some() && field(first) == field(second))
        };
        for second in 0..self.names.len() {
            if let Some(first) = (0..second).find(|first| same(*first, second)) {
                return Err(Refusal::new(
                    "column-twice",
                    format!(
                        "Overskriften {} står to gange (kolonne {} og {}).",
                        self.name(second),
                        first + 1,
                        second + 1
                    ),
                    "Slet eller omdøb den ene kolonne; det er uvist, hvilken der gælder.",
                )
                .at(self.line)
                .column(self.name(second)));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: &str) {
        assert_eq!(folded(name), expected, "folding `{name}`");
    }

    #[test]
    fn headers_are_compared_without_case_blanks_and_hyphens() {
        check("P-SE-nr", "psenr");
        check(" p se NR ", "psenr");
        check("BELØB", "beløb");
        check("Feltnr\u{a0}0015", "feltnr0015");
    }

    #[test]
    fn two_spellings_of_one_field_are_the_same_column() {
        let names: Vec<String> = ["Feltnr 0015", "Feltnr 15"].map(str::to_owned).to_vec();
        let header = Header { names, fields: vec![(0, Field::A_TAX), (1, Field::A_TAX)], ..Header::default() };
        assert_eq!(header.check_unique().map_err(|refusal| refusal.code), Err("column-twice"), "both are field 0015");
    }
}
