//! Text to pack, with the place of whatever is wrong.

use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::DeTable;
use toml::de::DeValue;

use crate::rule::RulePack;
use crate::rule::fault::Unplaced;
use crate::rule::fault::translated;
use crate::rule::path::Path;
use crate::rule::path::Step;
use crate::rule::path::id_of;

/// The text as tables that know where they stand.
pub(super) fn tables(text: &str) -> Result<Spanned<DeTable<'_>>, Unplaced> {
    let tables = DeTable::parse(text).map_err(|error| Unplaced {
        what: format!("teksten er ikke TOML ({})", error.message()),
        allowed: Vec::new(),
        offset: error.span().map(|span| span.start),
        key: None,
    })?;
    match named_twice(tables.get_ref()) {
        Some(fault) => Err(fault),
        None => Ok(tables),
    }
}

/// The text as a pack.
pub(super) fn pack(text: &str) -> Result<RulePack, Unplaced> {
    let tables = tables(text)?;
    toml::from_str(text).map_err(|error| {
        let (what, allowed) = translated(error.message());
        let offset = error.span().map(|span| span.start);
        let path = offset.map(|offset| Path::at(tables.get_ref(), offset)).unwrap_or_default();
        Unplaced { what, allowed, offset, key: (!path.0.is_empty()).then(|| path.to_string()) }
    })
}

/// Entries of one list are known by their ids, so no two have the same.
fn named_twice(tables: &DeTable<'_>) -> Option<Unplaced> {
    tables.iter().find_map(|(key, value)| {
        let DeValue::Array(entries) = value.get_ref() else { return None };
        let mut known = BTreeSet::new();
        let again = entries.iter().find(|entry| id_of(entry).is_some_and(|id| !known.insert(id)))?;
        let id = id_of(again)?;
        Some(Unplaced {
            what: format!("`{id}` er defineret to gange"),
            allowed: Vec::new(),
            offset: Some(again.span().start),
            key: Some(Path(vec![Step::Key(key.get_ref().to_string()), Step::Id(id.to_owned())]).to_string()),
        })
    })
}
