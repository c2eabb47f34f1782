//! A municipality's own rules, laid over the shipped pack.
//!
//! Own rules say only what they change. A table is changed key by key; a list of entries with ids entry by entry, and
//! an entry with a new id comes last; any other list is replaced whole. `removed = true` takes an entry away.

use toml::Table;
use toml::Value;
use toml::de::DeTable;

use crate::rule::RulePack;
use crate::rule::fault::RuleFault;
use crate::rule::fault::RuleFile;
use crate::rule::fault::Unplaced;
use crate::rule::path::ID;
use crate::rule::path::Path;
use crate::rule::path::Step;
use crate::rule::read;

/// Takes an entry of the shipped pack away.
const REMOVED: &str = "removed";
/// Only the shipped pack has a version; what own rules make of it is marked by the program.
const VERSION: &str = "version";

/// The rules in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// What they say.
    pub pack: RulePack,
    /// The text that says it, as a run keeps it.
    pub text: String,
    /// Each value and which text it comes from.
    pub lines: Vec<RuleLine>,
}

/// One value of the rules in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleLine {
    /// `reconciliation[a-skat].in_advance`
    pub key: String,
    /// As TOML.
    pub value: String,
    /// Which text says so.
    pub from: RuleFile,
    /// What the shipped pack says, where own rules say otherwise.
    pub shipped: Option<String>,
}

/// Lays own rules over the shipped pack. Where there are none, the shipped text itself is in force.
pub(super) fn lay_over(shipped: &str, own: &str, mark: &str) -> Result<Merged, RuleFault> {
    let own_tables = read::tables(own).map_err(|fault| fault.found_in(own, Some(RuleFile::Own)))?;
    let shipped_tables = read::tables(shipped).map_err(|fault| fault.found_in(shipped, Some(RuleFile::Shipped)))?;
    let base = table(shipped).map_err(|fault| fault.found_in(shipped, Some(RuleFile::Shipped)))?;
    let over = table(own).map_err(|fault| fault.found_in(own, Some(RuleFile::Own)))?;
    let placed = |fault: Unplaced, path: &Path| {
        place(fault, path, (shipped, shipped_tables.get_ref()), (own, own_tables.get_ref()))
    };
    let mut merged = base.clone();
    if !over.is_empty() {
        merge(&mut merged, over.clone()).map_err(|(fault, path)| placed(fault, &path))?;
        if let Some(Value::String(version)) = merged.get_mut(VERSION) {
            version.push('+');
            version.push_str(mark);
        }
    }
    let text = match over.is_empty() {
        true => shipped.to_owned(),
        false => toml::to_string(&merged).map_err(|error| plain(&error.to_string()).found_in("", None))?,
    };
    let pack = read::pack(&text).map_err(|fault| {
        let path =
            read::tables(&text).ok().zip(fault.offset).map(|(tables, offset)| Path::at(tables.get_ref(), offset));
        placed(fault, &path.unwrap_or_default())
    })?;
    let mut lines = Vec::new();
    list(&Value::Table(merged), Some(&Value::Table(base)), Some(&Value::Table(over)), &Path::default(), &mut lines);
    Ok(Merged { pack, text, lines })
}

fn plain(what: &str) -> Unplaced {
    Unplaced { what: what.to_owned(), allowed: Vec::new(), offset: None, key: None }
}

fn table(text: &str) -> Result<Table, Unplaced> {
    toml::from_str(text).map_err(|error: toml::de::Error| plain(error.message()))
}

/// The fault at the line of whichever text says what is at fault: own rules, as far in as they go.
fn place(mut fault: Unplaced, path: &Path, shipped: (&str, &DeTable<'_>), own: (&str, &DeTable<'_>)) -> RuleFault {
    fault.key = (!path.0.is_empty()).then(|| path.to_string());
    if let Some(found) = path.find(shipped.1).filter(|_| path.find(own.1).is_none()) {
        fault.offset = Some(found.start);
        return fault.found_in(shipped.0, Some(RuleFile::Shipped));
    }
    let mut around = path.clone();
    fault.offset = None;
    while !around.0.is_empty() && fault.offset.is_none() {
        fault.offset = around.find(own.1).map(|span| span.start);
        around.0.pop();
    }
    fault.found_in(own.0, Some(RuleFile::Own))
}

type Misfit = (Unplaced, Path);

fn merge(base: &mut Table, over: Table) -> Result<(), Misfit> {
    if over.contains_key(VERSION) {
        let fault = plain("`version` står kun i de leverede regler; egne regler får deres mærke af programmet");
        return Err((fault, Path(vec![Step::Key(VERSION.to_owned())])));
    }
    for (key, value) in over {
        let path = Path(vec![Step::Key(key.clone())]);
        match (base.get_mut(&key), value) {
            (Some(Value::Array(entries)), Value::Array(changes)) if is_known_by_id(entries) => {
                merge_entries(entries, changes, &path)?;
            }
            (Some(Value::Table(table)), Value::Table(changes)) => table.extend(changes),
            (_, value) => drop(base.insert(key, value)),
        }
    }
    Ok(())
}

fn is_known_by_id(entries: &[Value]) -> bool {
    entries.iter().all(|entry| id(entry).is_some())
}

fn id(entry: &Value) -> Option<&str> {
    entry.get(ID).and_then(Value::as_str)
}

fn merge_entries(entries: &mut Vec<Value>, changes: Vec<Value>, path: &Path) -> Result<(), Misfit> {
    for (place, change) in changes.into_iter().enumerate() {
        let Some(id) = id(&change).map(str::to_owned) else {
            return Err((plain("`id` mangler: det siger, hvilken regel der ændres"), path.with(Step::Place(place))));
        };
        let Value::Table(mut change) = change else { continue };
        let known = entries.iter().position(|entry| self::id(entry) == Some(id.as_str()));
        match (known, change.remove(REMOVED)) {
            (Some(known), Some(Value::Boolean(true))) => drop(entries.remove(known)),
            (_, Some(_)) => {
                let what = "`removed = true` tager en leveret regel ud; den findes ikke, eller værdien er en anden";
                return Err((plain(what), path.with(Step::Id(id)).with(Step::Key(REMOVED.to_owned()))));
            }
            (Some(known), None) => {
                if let Some(Value::Table(entry)) = entries.get_mut(known) {
                    entry.extend(change);
                }
            }
            (None, None) => entries.push(Value::Table(change)),
        }
    }
    Ok(())
}

/// Every value, down to what is written in one go.
fn list(value: &Value, shipped: Option<&Value>, own: Option<&Value>, path: &Path, lines: &mut Vec<RuleLine>) {
    match value {
        Value::Table(table) => {
            // An entry's id is in the path already.
            let is_entry = matches!(path.0.last(), Some(Step::Id(_)));
            for (key, value) in table.iter().filter(|(key, _)| !is_entry || *key != ID) {
                let of = |other: Option<&'_ Value>| other.and_then(|other| other.get(key)).cloned();
                list(value, of(shipped).as_ref(), of(own).as_ref(), &path.with(Step::Key(key.clone())), lines);
            }
        }
        Value::Array(entries) if !entries.is_empty() && is_known_by_id(entries) => {
            for entry in entries {
                let of = |other: Option<&Value>| {
                    other.and_then(Value::as_array).and_then(|all| all.iter().find(|one| id(one) == id(entry))).cloned()
                };
                let step = Step::Id(id(entry).unwrap_or_default().to_owned());
                list(entry, of(shipped).as_ref(), of(own).as_ref(), &path.with(step), lines);
            }
        }
        value => {
            let from = if own.is_some() { RuleFile::Own } else { RuleFile::Shipped };
            let shipped = shipped.filter(|shipped| *shipped != value).map(ToString::to_string);
            lines.push(RuleLine { key: path.to_string(), value: value.to_string(), from, shipped });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Field;
    use crate::rule::InAdvance;

    const SHIPPED: &str = r#"version = "2026.1"
[[reconciliation]]
id = "a-skat"
name = "A-skat"
period = "month"
fields = ["0015"]
in_advance = "previous_month"
points = { A = "tok-indberetning", B = "eindkomst" }
passes = [{ between = "A-B", kind = "key" }, { between = "A-B", kind = "key_sum" }]
[[rounding]]
id = "kroner"
label = "hele kroner"
per_record_minor = 99
total_minor = 99
whole_kroner = "one_side"
source = "praksis"
[search]
subset_terms = 12
subset_steps = 1000
multiple = 9
"#;

    fn merged(own: &str) -> Merged {
        lay_over(SHIPPED, own, "egne").unwrap_or_else(|fault| panic!("`{own}` is in order: {fault}"))
    }

    #[test]
    fn without_own_rules_the_shipped_text_is_in_force() {
        let merged = merged("# intet endnu\n");
        assert_eq!(merged.text, SHIPPED, "to the letter, comments and all");
        assert!(merged.lines.iter().all(|line| line.from == RuleFile::Shipped), "every value is the shipped one");
    }

    #[test]
    fn own_rules_change_what_they_name_and_nothing_else() {
        let own = "[[reconciliation]]\nid = \"a-skat\"\nin_advance = \"own_month\"\n[search]\nmultiple = 3\n";
        let merged = merged(own);
        let reconciliation = merged.pack.reconciliation("a-skat").expect("it is still there");
        assert_eq!(reconciliation.in_advance, InAdvance::OwnMonth, "the own value");
        assert_eq!(
            (reconciliation.fields.as_slice(), reconciliation.passes.len()),
            (&[Field::A_TAX][..], 2),
            "the rest"
        );
        assert_eq!((merged.pack.search.multiple, merged.pack.search.subset_terms), (3, 12), "a table, key by key");
        assert_eq!(merged.pack.version, "2026.1+egne", "the version says so");
        let own: Vec<_> = merged.lines.iter().filter(|line| line.from == RuleFile::Own).collect();
        let keys: Vec<&str> = own.iter().map(|line| line.key.as_str()).collect();
        assert_eq!(keys, ["reconciliation[a-skat].in_advance", "search.multiple"], "and where each value comes from");
        assert_eq!(own[0].shipped.as_deref(), Some("\"previous_month\""), "with what it replaced");
        let again = RulePack::from_toml(&merged.text).expect("the merged text is a pack itself");
        assert_eq!(again, merged.pack, "and says the same");
    }

    #[test]
    fn own_rules_add_replace_lists_and_take_away() {
        let group = "[[se_group]]\nsettles = \"17000004\"\nmembers = [\"17000012\"]\n";
        assert_eq!(merged(group).pack.se_groups.len(), 1, "a list that the pack did not have");
        let passes = "[[reconciliation]]\nid = \"a-skat\"\npasses = [{ between = \"A-B\", kind = \"key_sum\" }]\n";
        let pack = merged(passes).pack;
        assert_eq!(pack.reconciliation("a-skat").map(|one| one.passes.len()), Some(1), "a list is replaced whole");
        let gone = merged("[[rounding]]\nid = \"kroner\"\nremoved = true\n").pack;
        assert!(gone.roundings.is_empty(), "an entry can be taken away");
    }

    #[test]
    fn a_fault_stands_in_the_text_that_says_it() {
        let check = |own: &str, line: usize, key: &str, expected: &str| {
            let fault = lay_over(SHIPPED, own, "egne").expect_err("a fault");
            assert!(fault.to_string().contains(expected), "`{fault}` names `{expected}`");
            let place = (fault.file, fault.line, fault.key.as_deref());
            assert_eq!(place, (Some(RuleFile::Own), Some(line), Some(key)), "where `{fault}` stands");
        };
        check("\n[search]\nmultipel = 3\n", 3, "search.multipel", "nøglen `multipel` findes ikke");
        check("[search]\nmultiple = 1\n", 1, "search", "mindst 2 gange");
        let own = "[[reconciliation]]\nid = \"a-skat\"\n\nfields = [\"15\"]\n";
        check(own, 4, "reconciliation[a-skat].fields", "`15` er ikke et feltnummer");
        check("[[reconciliation]]\nid = \"ny\"\n", 1, "reconciliation[ny]", "nøglen `name` mangler");
        check("[[rounding]]\nlabel = \"x\"\n", 1, "rounding[1]", "`id` mangler");
        check("[[rounding]]\nid = \"x\"\nremoved = true\n", 3, "rounding[x].removed", "findes ikke");
        check("version = \"9\"\n", 1, "version", "står kun i de leverede regler");
        check("noget = 1\n", 1, "noget", "nøglen `noget` findes ikke");
    }
}
