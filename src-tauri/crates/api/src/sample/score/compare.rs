//! What scripts get against what was planted.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Scored;

/// How many faults of a reconciliation are told in words.
const FAULTS_TOLD: usize = 12;

/// What `expected.json` says, by reconciliation.
pub(super) struct Expected {
    reconciliations: Vec<Wanted>,
}

/// What must be found in one reconciliation.
pub(super) struct Wanted {
    pub(super) id: String,
    pub(super) period: String,
    planted: Vec<Value>,
    points: Value,
    bridges: Vec<Value>,
    cutoff: Option<String>,
}

impl Expected {
    /// The outermost level is of `eindkomst` and `a-skat`; the others have an entry of their own.
    pub(super) fn of(expected: &Value) -> Self {
        let period = text(&expected["period"]);
        let is_taxed = |planted: &Value| {
            let field = planted["key"]["field"].as_str();
            field.is_none_or(|field| ["0015", "0016"].contains(&field))
        };
        let of = |id: &str, counts: &dyn Fn(&Value) -> bool| Wanted {
            id: id.to_owned(),
            period: period.clone(),
            planted: array(&expected["planted"]).iter().filter(|planted| counts(planted)).cloned().collect(),
            points: expected["points"][id].clone(),
            bridges: array(&expected["bridges"]).iter().filter(|one| one["reconciliation"] == id).cloned().collect(),
            cutoff: None,
        };
        let mut reconciliations = vec![
            of("eindkomst", &|planted| planted["between"] == "A-B"),
            Wanted { cutoff: Some(text(&expected["cutoff"]["time"])), ..of("a-skat", &is_taxed) },
        ];
        let others = expected["reconciliations"].as_object().into_iter().flatten();
        reconciliations.extend(others.map(|(id, one)| Wanted {
            id: id.clone(),
            period: text(&one["period"]),
            planted: array(&one["planted"]).to_vec(),
            points: one["points"].clone(),
            bridges: array(&one["bridges"]).to_vec(),
            cutoff: one["cutoff"]["time"].as_str().map(str::to_owned),
        }));
        Self { reconciliations }
    }

    pub(super) fn reconciliations(&self) -> &[Wanted] {
        &self.reconciliations
    }
}

/// Holds what was found against what was planted.
pub(super) fn scored(wanted: &Wanted, run: &Value, differences: &[Value], bridges: &[Value]) -> Scored {
    let mut scored = Scored {
        reconciliation: wanted.id.clone(),
        period: wanted.period.clone(),
        ran: true,
        unexplained_minor: run["unexplained_minor"].as_i64().unwrap_or(0),
        elapsed_ms: run["elapsed_ms"].as_i64().unwrap_or(0),
        ..Scored::default()
    };
    compare_differences(&mut scored, &wanted.planted, differences);
    for (point, sums) in wanted.points.as_object().into_iter().flatten() {
        for (name, amount) in sums.as_object().into_iter().flatten() {
            if run["points"][point][name] != *amount {
                scored.wrong_points += 1;
                scored.fault(format!("punkt {point} {name}: {} i stedet for {amount}", run["points"][point][name]));
            }
        }
    }
    compare_bridges(&mut scored, &wanted.bridges, bridges);
    scored.is_cutoff_right = wanted.cutoff.as_ref().and_then(|cutoff| cutoff_is_right(cutoff, bridges));
    scored
}

impl Scored {
    fn fault(&mut self, words: String) {
        if self.faults.len() < FAULTS_TOLD {
            self.faults.push(words);
        }
    }
}

fn compare_differences(scored: &mut Scored, planted: &[Value], differences: &[Value]) {
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, difference) in differences.iter().enumerate() {
        for name in names(difference) {
            places.entry(name).or_default().push(place);
        }
    }
    let mut used = vec![false; differences.len()];
    for wanted in planted {
        let kroner = wanted["difference_minor"].as_i64();
        let candidates = places.get(&identity(wanted)).into_iter().flatten().copied();
        let free: Vec<usize> = candidates.filter(|place| !used[*place]).collect();
        let exact = free.iter().copied().find(|place| differences[*place]["difference_minor"].as_i64() == kroner);
        // A key of a person or payment has one difference; at a company several lines may stand.
        let chosen = exact.or_else(|| free.first().copied().filter(|_| is_narrow(wanted)));
        let tally = scored.kinds.entry((text(&wanted["between"]), text(&wanted["kind"]))).or_default();
        tally.planted += 1;
        let Some(place) = chosen else {
            scored.fault(format!("ikke fundet: {wanted}"));
            continue;
        };
        used[place] = true;
        let found = &differences[place];
        let (cause, is_proven) = (text(&found["cause"]), found["certainty"] == "proven");
        let is_right = causes(wanted).contains(&cause);
        tally.found += u32::from(exact.is_some());
        tally.right += u32::from(is_right);
        tally.proven += u32::from(is_right && is_proven);
        tally.wrong_proven += u32::from(!is_right && is_proven);
        if exact.is_none() || (!is_right && is_proven) {
            scored.fault(format!("fundet som {found}, plantet som {wanted}"));
        }
    }
    for (difference, _) in differences.iter().zip(&used).filter(|(_, used)| !**used) {
        let (between, cause) = (text(&difference["between"]), text(&difference["cause"]));
        *scored.extra.entry((between, cause)).or_default() += 1;
        scored.extra_proven += u32::from(difference["certainty"] == "proven");
        scored.fault(format!("ikke plantet: {difference}"));
    }
}

/// The causes that are right: the planted one, or each of several that meet at a key.
fn causes(wanted: &Value) -> Vec<String> {
    let several = array(&wanted["several"]).iter().map(text);
    several.chain([text(&wanted["cause"])]).collect()
}

/// The parts of a key from the narrowest: the first that a planted difference has says where it stands.
const PARTS: [&[&str]; 5] = [&["payment"], &["bundle"], &["account"], &["se", "cpr", "field", "month"], &["se"]];

fn identity(planted: &Value) -> String {
    let key = &planted["key"];
    let parts = PARTS.iter().find(|parts| parts.iter().all(|part| key[*part].is_string()));
    parts.map_or_else(String::new, |parts| name(planted, parts))
}

/// True when at most one difference can stand at the key.
fn is_narrow(planted: &Value) -> bool {
    ["payment", "bundle", "cpr"].iter().any(|part| planted["key"][*part].is_string())
}

/// Every name under which a found difference may be looked for.
fn names(found: &Value) -> Vec<String> {
    let whole = PARTS.iter().filter(|parts| parts.iter().all(|part| found["key"][*part].is_string()));
    whole.map(|parts| name(found, parts)).collect()
}

fn name(of: &Value, parts: &[&str]) -> String {
    let values: Vec<String> = parts.iter().map(|part| format!("{part} {}", text(&of["key"][*part]))).collect();
    format!("{} {}", text(&of["between"]), values.join(" "))
}

fn compare_bridges(scored: &mut Scored, wanted: &[Value], bridges: &[Value]) {
    let place = |bridge: &Value| ["se", "field", "account"].map(|part| text(&bridge[part]));
    let found: BTreeMap<_, &Value> = bridges.iter().map(|bridge| (place(bridge), bridge)).collect();
    for one in wanted {
        let points = one["points"].as_object();
        let is_equal = found.get(&place(one)).is_some_and(|bridge| {
            let sum = |point: &Value| point["sum_minor"].as_i64().unwrap_or(0);
            points.is_some_and(|points| points.iter().all(|(name, point)| sum(point) == sum(&bridge["points"][name])))
        });
        if !is_equal {
            scored.wrong_bridges += 1;
            let seen = found.get(&place(one)).map_or(Value::Null, |bridge| bridge["points"].clone());
            scored.fault(format!("broen {one} står på {seen}"));
        }
    }
    scored.open_bridges = u32::try_from(bridges.iter().filter(|bridge| !closes(bridge)).count()).unwrap_or(u32::MAX);
}

/// The eighth law, recomputed from what a script gets.
fn closes(bridge: &Value) -> bool {
    [("A", "B"), ("B", "C")].iter().all(|(from, to)| {
        let sum = |point: &str| bridge["points"][point]["sum_minor"].as_i64();
        let Some(right) = sum(to) else { return true };
        let steps = array(&bridge["steps"]).iter().filter(|step| step["from"] == **from);
        let amount = |step: &Value, name: &str| step[name].as_i64().unwrap_or(0);
        let moved: i64 = steps.map(|step| amount(step, "in_minor") - amount(step, "out_minor")).sum();
        sum(from).unwrap_or(0) + moved == right
    })
}

/// Whether the inferred intervals have room for the hidden cut-off: the last report on the claim came at it or
/// before, the first that is not came after.
fn cutoff_is_right(hidden: &str, bridges: &[Value]) -> Option<bool> {
    let told: Vec<&Value> =
        bridges.iter().map(|bridge| &bridge["cutoff"]["inferred"]).filter(|interval| interval.is_object()).collect();
    if told.is_empty() {
        return None;
    }
    let holds = |interval: &Value| {
        let [after, before] = ["after", "before"].map(|end| text(&interval[end]));
        (after.is_empty() || after.as_str() <= hidden) && (before.is_empty() || hidden < before.as_str())
    };
    Some(told.iter().all(|interval| holds(interval)))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
