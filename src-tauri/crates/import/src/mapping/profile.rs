//! What a profile says. Its text form is TOML, so that it can be sent to a colleague and read by people.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Deserialize;
use serde::Serialize;
use trepunkt_core::source::SourceKind;

use crate::header::folded;
use crate::mapping::amounts::DecimalSign;
use crate::mapping::dates::DateForm;
use crate::refusal::nth;

/// The form of the text that this program writes and reads.
const VERSION: u32 = 1;

/// How one foreign table is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    profile_version: u32,
    /// What the user calls it.
    pub name: String,
    /// What the table becomes.
    #[serde(with = "kind_word")]
    pub kind: SourceKind,
    /// The columns of the table that it was made for. It is applied by itself to a table with just these,
    /// in any order; without any it is only used when the user says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<String>,
    /// How the table as a whole is written.
    #[serde(default, skip_serializing_if = "TableForm::is_empty")]
    pub table: TableForm,
    /// Rows that are no data of this kind. They are counted as structural, and said aloud.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<IgnoredRows>,
    /// A running balance that is proved line by line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<RunningBalance>,
    /// Amount columns of which each filled cell becomes a record of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<AmountColumn>,
    /// Where each field of the kind comes from, by its name in the kind's layout.
    pub fields: BTreeMap<String, FieldSource>,
}

/// How a table is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TableForm {
    /// The delimiter of a text; where it is not said, it must follow from the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// `utf-8`, `windows-1252` or `utf-16`, where the bytes alone do not settle it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// The sheet of a workbook that has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Rows above the header that are not blank.
    #[serde(skip_serializing_if = "is_zero")]
    pub rows_above: u32,
    /// Rows below the table that are not blank, such as a line of totals.
    #[serde(skip_serializing_if = "is_zero")]
    pub rows_below: u32,
    /// The decimal sign of every amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<DecimalSign>,
    /// The form of every date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateForm>,
}

/// Where one field comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FieldSource {
    /// The column of the table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// A fixed value: where there is no column, where its cell is blank, or where no pattern fits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The fixed value is asked for at every import.
    #[serde(skip_serializing_if = "is_false")]
    pub ask: bool,
    /// A positive amount stands for a negative one and the other way round.
    #[serde(skip_serializing_if = "is_false")]
    pub turned: bool,
    /// The decimal sign of this column, where it is another than the table's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<DecimalSign>,
    /// The form of the dates of this column, where it is another than the table's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateForm>,
    /// A month that lies so many months before the date in the column.
    #[serde(skip_serializing_if = "is_zero_16")]
    pub months_back: i16,
    /// What a value of the table is called here. Case does not count; other values stay as they are.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub translate: BTreeMap<String, String>,
    /// How the value is found within the text of the cell; the first that fits counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub patterns: Vec<Pattern>,
}

/// One way in which a text holds a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// A regular expression. Case counts unless it begins with `(?i)`.
    pub find: String,
    /// The value; `$1` stands for the first group.
    pub give: String,
}

/// A column of amounts that stands for one value of another field, such as one column per Feltnr.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmountColumn {
    /// The column.
    pub column: String,
    /// A positive amount stands for a negative one and the other way round.
    #[serde(default, skip_serializing_if = "is_false")]
    pub turned: bool,
    /// What its records say in other fields.
    pub sets: BTreeMap<String, String>,
}

/// Rows that are left out: those whose cell fits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IgnoredRows {
    /// The column.
    pub column: String,
    /// A regular expression.
    pub find: String,
}

/// A column that holds the sum of the amounts so far, in either direction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunningBalance {
    /// The column of the balance.
    pub column: String,
    /// The column of what it changes by, with the sign that it has in the file.
    pub amount: String,
}

/// A profile that cannot be used, said so that whoever wrote it can mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileError {
    /// What is wrong, in Danish.
    pub message: String,
    /// What to do about it, in Danish.
    pub hint: String,
}

impl TableForm {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl ProfileError {
    pub(crate) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

impl Profile {
    /// A profile that says nothing yet.
    pub fn new(name: &str, kind: SourceKind) -> Self {
        Self {
            profile_version: VERSION,
            name: name.to_owned(),
            kind,
            headers: Vec::new(),
            table: TableForm::default(),
            ignore: Vec::new(),
            balance: None,
            amounts: Vec::new(),
            fields: BTreeMap::new(),
        }
    }

    /// Reads the text form. What it says is also checked against the layout of its kind.
    ///
    /// # Errors
    /// When the text is no TOML, of another version, or says what cannot be done.
    pub fn from_toml(text: &str) -> Result<Self, ProfileError> {
        #[derive(Deserialize)]
        struct Versioned {
            profile_version: Option<u32>,
        }
        let versioned: Versioned = toml::from_str(text).map_err(|error| unreadable(text, &error))?;
        match versioned.profile_version {
            Some(VERSION) => {}
            Some(other) => {
                let message = format!("Profilen er skrevet i udgave {other}; programmet læser udgave {VERSION}.");
                return Err(ProfileError::new(message, "Opdatér programmet, eller gem profilen igen i denne udgave."));
            }
            None => {
                let hint = format!("Første linje skal være `profile_version = {VERSION}`.");
                return Err(ProfileError::new("Filen siger ikke, at den er en tilknytningsprofil.", hint));
            }
        }
        let mut profile: Self = toml::from_str(text).map_err(|error| unreadable(text, &error))?;
        profile.settle_names()?;
        profile.check()?;
        Ok(profile)
    }

    /// The text form. The same profile always gives the same text.
    pub fn to_toml(&self) -> String {
        toml::to_string_pretty(self).unwrap_or_default()
    }

    /// The set of headers that it is applied to, one a line: what two tables with the same columns share,
    /// whatever their order and spelling. Empty when it is applied to none by itself.
    pub fn header_set(&self) -> String {
        header_set(&self.headers)
    }

    /// Takes the answers that it asks for and leaves the others.
    pub fn answer(&mut self, answers: &BTreeMap<String, String>) {
        for (name, answer) in answers {
            let asked = self.fields.iter_mut().find(|(field, source)| source.ask && folded(field) == folded(name));
            if let Some((_, source)) = asked {
                source.value = Some(answer.trim().to_owned());
            }
        }
    }

    /// The same profile with the answers to what it asks for. An answer may be blank: then the rows that
    /// need it are rejected.
    ///
    /// # Errors
    /// When it does not ask for such a field.
    pub fn with_answers(&self, answers: &BTreeMap<String, String>) -> Result<Self, ProfileError> {
        let asked: Vec<&str> = self.asked().collect();
        if let Some(name) = answers.keys().find(|name| !asked.iter().any(|field| folded(field) == folded(name))) {
            let hint = match asked.is_empty() {
                true => "Profilen spørger ikke om noget.".to_owned(),
                false => format!("Profilen spørger om: {}.", asked.join(", ")),
            };
            return Err(ProfileError::new(format!("Profilen spørger ikke om {name}."), hint));
        }
        let mut profile = self.clone();
        profile.answer(answers);
        profile.check()?;
        Ok(profile)
    }

    /// The fields that it asks for at import.
    pub fn asked(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(|(_, source)| source.ask).map(|(name, _)| name.as_str())
    }

    /// Every column of the table that it names, each once.
    pub(crate) fn columns_used(&self) -> Vec<&str> {
        let fields = self.fields.values().filter_map(|source| source.column.as_deref());
        let amounts = self.amounts.iter().map(|amount| amount.column.as_str());
        let ignored = self.ignore.iter().map(|rule| rule.column.as_str());
        let balance = self.balance.iter().flat_map(|balance| [balance.column.as_str(), balance.amount.as_str()]);
        let mut seen = BTreeSet::new();
        fields.chain(amounts).chain(ignored).chain(balance).filter(|name| seen.insert(folded(name))).collect()
    }
}

/// The set of the names, one a line; columns without a name count by their place.
pub(crate) fn header_set(names: &[String]) -> String {
    let name = |(place, name): (usize, &String)| match folded(name) {
        blank if blank.is_empty() => folded(&nth(place)),
        name => name,
    };
    let set: BTreeSet<String> = names.iter().enumerate().map(name).collect();
    set.into_iter().collect::<Vec<_>>().join("\n")
}

/// What a TOML reader found, in Danish as far as it is known what it says.
fn unreadable(text: &str, error: &toml::de::Error) -> ProfileError {
    let line = error.span().map(|span| text.get(..span.start).unwrap_or(text).matches('\n').count() + 1);
    let said = error.message();
    let what = match said.split_once(' ') {
        Some(("unknown", rest)) => format!("programmet kender ikke {}", rest.replacen("field ", "", 1)),
        Some(("missing", rest)) => format!("der mangler {}", rest.replacen("field ", "", 1)),
        _ => said.to_owned(),
    };
    let what = what.replace("expected one of", "det kan være").replace("expected", "der ventes");
    let place = line.map(|line| format!(" (linje {line})")).unwrap_or_default();
    ProfileError::new(
        format!("Profilen kan ikke læses{place}: {what}."),
        "Ret linjen, eller gem profilen igen fra programmet.",
    )
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

fn is_zero_16(number: &i16) -> bool {
    *number == 0
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

/// A source kind as its word.
mod kind_word {
    use serde::Deserialize as _;
    use serde::Deserializer;
    use serde::Serializer;
    use serde::de::Error as _;
    use trepunkt_core::source::SourceKind;

    pub(super) fn serialize<S: Serializer>(kind: &SourceKind, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(kind.text())
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<SourceKind, D::Error> {
        let word = String::deserialize(from)?;
        SourceKind::from_text(&word).ok_or_else(|| D::Error::custom(format!("kildetypen `{word}` findes ikke")))
    }
}
