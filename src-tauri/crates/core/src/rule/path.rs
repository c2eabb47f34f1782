//! Where a value stands in a pack: by keys and ids, so that it is found again in another text.

use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::DeTable;
use toml::de::DeValue;

/// The key that entries of a list are known by.
pub(super) const ID: &str = "id";

/// One step into a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Into a table.
    Key(String),
    /// To the entry of a list with this id.
    Id(String),
    /// To an entry without an id, from 0.
    Place(usize),
}

/// `reconciliation[a-skat].passes[2].kind`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Path(pub(super) Vec<Step>);

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if position == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Id(id) => write!(f, "[{id}]")?,
                Step::Place(place) => write!(f, "[{}]", place + 1)?,
            }
        }
        Ok(())
    }
}

impl Path {
    pub(super) fn with(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// The path to the innermost key or value around a place in the text.
    pub(super) fn at(table: &DeTable<'_>, offset: usize) -> Self {
        let mut path = Self::default();
        into_table(table, offset, &mut path);
        path
    }

    /// Where the path leads in another text; none when nothing stands there.
    pub(super) fn find(&self, table: &DeTable<'_>) -> Option<Range<usize>> {
        let mut steps = self.0.iter();
        let Some(Step::Key(first)) = steps.next() else { return None };
        let (key, mut value) = table.iter().find(|(key, _)| key.get_ref() == first)?;
        let mut place = key.span();
        for step in steps {
            (place, value) = match (step, value.get_ref()) {
                (Step::Key(wanted), DeValue::Table(table)) => {
                    let (key, value) = table.iter().find(|(key, _)| key.get_ref() == wanted)?;
                    (key.span(), value)
                }
                (Step::Id(wanted), DeValue::Array(entries)) => {
                    let entry = entries.iter().find(|entry| id_of(entry) == Some(wanted))?;
                    (entry.span(), entry)
                }
                (Step::Place(wanted), DeValue::Array(entries)) => {
                    let entry = entries.get(*wanted)?;
                    (entry.span(), entry)
                }
                _ => return None,
            };
        }
        Some(place)
    }
}

/// The id of an entry of a list.
pub(super) fn id_of<'a>(entry: &'a Spanned<DeValue<'_>>) -> Option<&'a str> {
    entry.get_ref().as_table().and_then(|table| table.get(ID)).and_then(|id| id.get_ref().as_str())
}

fn into_table(table: &DeTable<'_>, offset: usize, path: &mut Path) {
    // A table's own place is its header alone; its keys are asked one by one, the last that begins before it is it.
    let around =
        |(key, value): &(&Spanned<_>, &Spanned<DeValue<'_>>)| key.span().contains(&offset) || encloses(value, offset);
    if let Some((key, value)) = table.iter().find(around) {
        path.0.push(Step::Key(key.get_ref().to_string()));
        if !key.span().contains(&offset) {
            into_value(value, offset, path);
        }
    }
}

fn into_value(value: &Spanned<DeValue<'_>>, offset: usize, path: &mut Path) {
    match value.get_ref() {
        DeValue::Table(table) => into_table(table, offset, path),
        DeValue::Array(entries) => {
            let found = entries.iter().enumerate().find(|(_, entry)| encloses(entry, offset));
            if let Some((place, entry)) = found {
                path.0.push(id_of(entry).map_or(Step::Place(place), |id| Step::Id(id.to_owned())));
                into_value(entry, offset, path);
            }
        }
        _ => {}
    }
}

/// True when the value, or anything in it, stands around the place.
fn encloses(value: &Spanned<DeValue<'_>>, offset: usize) -> bool {
    value.span().contains(&offset)
        || match value.get_ref() {
            DeValue::Table(table) => {
                table.iter().any(|(key, value)| key.span().contains(&offset) || encloses(value, offset))
            }
            DeValue::Array(entries) => entries.iter().any(|entry| encloses(entry, offset)),
            _ => false,
        }
}
