//! The laws as properties over generated small months, with values so few that keys, amounts and times collide.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::Just;
use proptest::prelude::ProptestConfig;
use proptest::prelude::Strategy;
use proptest::prelude::any;
use proptest::prelude::prop_oneof;
use proptest::proptest;
use proptest::sample::select;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::code::ClaimType;
use trepunkt_core::code::Receipt;
use trepunkt_core::evidence::FailedCondition;
use trepunkt_core::money::Money;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::result::Difference;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;
use trepunkt_core::result::Point;
use trepunkt_core::result::RunResult;
use trepunkt_core::rule::Reconciliation;
use trepunkt_core::rule::RulePack;
use trepunkt_match::SHIPPED_RULES;
use trepunkt_match::Sources;
use trepunkt_match::run;

use crate::month::Cell;
use crate::month::Claim;
use crate::month::ExtractFile;
use crate::month::Line;
use crate::month::SE;
use crate::month::SmallMonth;
use crate::month::month;
use crate::month::number_deliveries;
use crate::oracle;
use crate::packs::sums_only;
use crate::shown;

const OTHER_SE: u32 = 17_000_012;
/// The first two differ by the last digits having changed places.
const PERSONS: [&str; 4] = ["0101900004", "0101900040", "0202900006", "Berg"];
const FIELDS: [u16; 6] = [15, 15, 15, 16, 14, 98];
const MONTHS: [&str; 8] = ["2026-10", "2026-10", "2026-10", "2026-10", "2026-10", "2026-10", "2026-11", "2026-09"];

fn amounts() -> impl Strategy<Value = i64> {
    select(vec![-10_000, -6_000, -4_000, 0, 4_000, 6_000, 10_000, 10_000, 9_950, 20_000])
}

fn lines() -> impl Strategy<Value = Line> {
    let times = select(vec![Some(-60), Some(-50), Some(0), Some(30), Some(3_600), None]);
    let receipts =
        prop_oneof![6 => Just(Receipt::Acknowledged), 1 => Just(Receipt::Rejected), 1 => Just(Receipt::Awaiting)];
    let place = (select(vec![SE, SE, OTHER_SE]), select(&PERSONS[..]), select(&FIELDS[..]));
    let content = (amounts(), option::weighted(0.4, 41_u16..43), times, receipts);
    let marks = (any::<bool>(), option::weighted(0.2, Just(())), option::weighted(0.3, 1..3));
    let rest = (0_usize..3, 0_u8..12, select(&MONTHS[..]), marks);
    (place, content, rest).prop_map(|((se, person, field), (amount, kind, time, receipt), (file, id, of, marks))| {
        let (forward, corrected, period) = marks;
        Line {
            file,
            id: if id == 0 { String::new() } else { format!("T{id}") },
            se,
            person: person.to_owned(),
            field,
            amount,
            kind,
            month: month(of),
            in_advance: forward,
            time,
            receipt,
            is_correction: corrected.is_some(),
            period,
            disposition: None,
            head: 0,
        }
    })
}

fn cells() -> impl Strategy<Value = Cell> {
    let place = (select(vec![SE, SE, OTHER_SE]), select(&PERSONS[..]), select(&FIELDS[..]));
    let rest = (0_usize..3, amounts(), option::weighted(0.7, 41_u16..43), select(&MONTHS[..]));
    (place, rest).prop_map(|((se, person, field), (file, amount, kind, of))| Cell {
        file,
        se,
        person: person.to_owned(),
        field,
        amount,
        kind,
        month: month(of),
        reference: String::new(),
        disposition: None,
    })
}

fn claims() -> impl Strategy<Value = Claim> {
    let types = select(vec![ClaimType::ATax, ClaimType::ATax, ClaimType::Am, ClaimType::Fee, ClaimType::Provisional]);
    let months = select(vec!["2026-09", "2026-10", "2026-10", "2026-11"]);
    (0_usize..2, select(vec![SE, OTHER_SE]), types, months, amounts())
        .prop_map(|(file, se, claim_type, of, amount)| Claim { file, se, claim_type, month: month(of), amount })
}

/// Small months. Every point is there, and the cells of a file lie within its scopes.
fn months() -> impl Strategy<Value = SmallMonth> {
    let scopes = vec((select(vec![SE, OTHER_SE]), select(vec!["2026-09", "2026-10", "2026-11"])), 0..6);
    let extracts = vec((select(vec![Some(0), Some(0), Some(600), None]), scopes), 1..4);
    let claimed_as_held = any::<bool>();
    let parts =
        (vec(lines(), 0..14), vec(cells(), 0..10), vec(claims(), 0..4), extracts, any::<bool>(), claimed_as_held);
    parts.prop_map(|(lines, cells, claims, extracts, is_split, claimed_as_held)| {
        let mut small = SmallMonth { lines, cells, claims, extracts: Vec::new() };
        for (time, scopes) in extracts {
            let scopes: BTreeSet<_> = scopes.into_iter().map(|(se, of)| (se, month(of), month(of))).collect();
            small.extracts.push(ExtractFile { time, scopes: scopes.into_iter().collect(), is_detail: false });
        }
        let base = (SE, month("2026-10"), month("2026-10"));
        if !small.extracts[0].scopes.contains(&base) {
            small.extracts[0].scopes.push(base);
        }
        let extracts = small.extracts.clone();
        small.cells.retain(|cell| {
            extracts.get(cell.file).is_some_and(|file| file.scopes.contains(&(cell.se, cell.month, cell.month)))
        });
        if !is_split {
            small.cells.iter_mut().for_each(|cell| cell.kind = None);
        }
        let always = SmallMonth::parse("A 0303900008 0015 1,00 K before id=Q\nB 0303900008 0015 1,00\nC Gebyr 1,00");
        small.lines.extend(always.lines);
        small.cells.extend(always.cells);
        small.claims.extend(always.claims);
        if claimed_as_held {
            claim_what_is_held(&mut small);
        }
        small
    })
}

/// Adds claims of what the cells sum to, so that sums agree often enough.
fn claim_what_is_held(small: &mut SmallMonth) {
    let mut held: BTreeMap<_, i64> = BTreeMap::new();
    for cell in small.cells.iter().filter(|cell| cell.field == 15 || cell.field == 16) {
        *held.entry((cell.se, cell.field, cell.month)).or_default() += cell.amount;
    }
    for ((se, field, month), amount) in held {
        let claim_type = if field == 15 { ClaimType::ATax } else { ClaimType::Am };
        small.claims.push(Claim { file: 0, se, claim_type, month, amount });
    }
}

fn run_on(sources: &Sources, reconciliation: &str) -> RunResult {
    run_with(SHIPPED_RULES, sources, reconciliation)
}

fn run_with(pack: &str, sources: &Sources, reconciliation: &str) -> RunResult {
    let rules = RulePack::from_toml(pack).expect("the rules are in order");
    let definition = rules.reconciliation(reconciliation).expect("it is defined");
    let period = "2026-10".parse().expect("a period");
    run(&rules, definition, period, sources, &Unwatched).expect("the points are there")
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Puts a list into an order that the numbers choose.
fn shuffle<T>(list: &mut [T], numbers: &[usize]) {
    for (position, number) in (1..list.len()).zip(numbers.iter().cycle()) {
        list.swap(position, number % (position + 1));
    }
}

/// The same table with its rows, and the heads they share, in another order.
fn reorder(table: &IncomeTable, numbers: &[usize]) -> IncomeTable {
    let mut heads: Vec<usize> = (0..table.heads.len()).collect();
    shuffle(&mut heads, numbers);
    let mut reordered = IncomeTable { texts: table.texts.clone(), ..IncomeTable::default() };
    for (new, old) in heads.into_iter().enumerate() {
        reordered.heads.push(table.heads[old]);
        let old = u32::try_from(old).expect("few heads");
        let mut of_head: Vec<_> = table.records.iter().filter(|record| record.head == old).copied().collect();
        shuffle(&mut of_head, numbers);
        for mut record in of_head {
            record.head = u32::try_from(new).expect("few heads");
            reordered.records.push(record);
        }
    }
    reordered
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn the_engine_says_what_the_oracle_says_of_two_points(small in months()) {
        let sources = small.sources();
        let found = shown::whole(&run_on(&sources, "eindkomst"), &sources);
        assert_eq!(found, oracle::expected(&small, false), "the engine on {small:#?}");
    }

    #[test]
    fn the_engine_says_what_the_oracle_says_of_three_points(small in months()) {
        let sources = small.sources();
        let found = shown::whole(&run_with(&sums_only(), &sources, "a-skat"), &sources);
        assert_eq!(found, oracle::expected(&small, true), "the engine on {small:#?}");
    }
}

proptest! {
    #![proptest_config(cases(250))]

    #[test]
    fn permutation_invariance(small in months(), numbers in vec(0_usize..1_000, 1..20)) {
        for reconciliation in ["eindkomst", "a-skat"] {
            let sources = small.sources();
            let mut shuffled = sources.clone();
            for delivered in shuffled.reports.iter_mut().chain(&mut shuffled.extracts) {
                delivered.table = reorder(&delivered.table, &numbers);
            }
            shuffled.claims.iter_mut().for_each(|delivered| shuffle(&mut delivered.records, &numbers));
            shuffle(&mut shuffled.reports, &numbers);
            shuffle(&mut shuffled.extracts, &numbers);
            shuffle(&mut shuffled.claims, &numbers);
            number_deliveries(&mut shuffled, |position| (position * 7 + numbers[0]) % 31 + 1);
            let (one, other) = (run_on(&sources, reconciliation), run_on(&shuffled, reconciliation));
            assert_eq!(shown::whole(&one, &sources), shown::whole(&other, &shuffled), "nothing depends on order");
            assert_eq!(one.result_hash, other.result_hash, "nor does the hash");
            let names = |result: &RunResult| -> Vec<String> {
                result.differences.iter().map(|difference| difference.fingerprint.clone()).collect()
            };
            assert_eq!(names(&one), names(&other), "nor do the names of differences");
        }
    }

    #[test]
    fn a_split_over_files_changes_nothing(small in months(), cut in 0_u8..12) {
        // Facts that stand in several files are another matter; here every file has its own.
        let mut whole = small;
        whole.lines.iter_mut().for_each(|line| line.id = format!("{}{}", line.file, line.id));
        whole.claims.iter_mut().for_each(|claim| claim.file = 0);
        whole.extracts.truncate(1);
        whole.cells.retain(|cell| cell.file == 0);
        let mut split = whole.clone();
        let series = ExtractFile { time: split.extracts[0].time, ..split.extracts[0].clone() };
        split.extracts.push(series);
        let later = |person: &str| person > "0202900006";
        split.cells.iter_mut().filter(|cell| later(&cell.person)).for_each(|cell| cell.file = 1);
        let is_cut = |id: &str| id[1..].trim_start_matches('T').parse().is_ok_and(|id: u8| id < cut);
        split.lines.iter_mut().filter(|line| is_cut(&line.id)).for_each(|line| line.file += 3);
        let (mut whole, mut split) = (whole.sources(), split.sources());
        // Whether an extract is split by kind is said of the extract, not of its files.
        let is_split = whole.extracts[0].extract.is_split;
        whole.extracts.iter_mut().chain(&mut split.extracts).for_each(|one| one.extract.is_split = is_split);
        for reconciliation in ["eindkomst", "a-skat"] {
            let (one, other) = (run_on(&whole, reconciliation), run_on(&split, reconciliation));
            assert_eq!(one.result_hash, other.result_hash, "files are only wrapping");
        }
    }

    #[test]
    fn conservation(small in months()) {
        let sources = small.sources();
        let result = run_on(&sources, "a-skat");
        let open: usize = result.differences.iter().filter(|one| one.pair == Pair::AB).map(|one| one.records.len()).sum();
        let grouped = result.members.iter().filter(|member| member.pair == Pair::AB).count();
        let records = usize::try_from(result.points[0].records + result.points[1].records).expect("few");
        assert_eq!(open + grouped, records, "every record of A and B is in a group or a difference");
        let of_point = |one: &Difference| one.records.iter().filter(|(point, _)| *point == Point::C).count();
        let claimed = result.differences.iter().filter(|one| one.pair == Pair::BC).map(of_point);
        let deliveries: BTreeSet<_> = sources.claims.iter().map(|one| one.delivery).collect();
        let of_claims = |record: trepunkt_core::id::RecordId| deliveries.contains(&record.delivery());
        let grouped = result.members.iter().filter(|member| member.pair == Pair::BC && of_claims(member.record)).count();
        let records = usize::try_from(result.points[2].records).expect("few");
        assert_eq!(claimed.sum::<usize>() + grouped, records, "and so is every claim line");
    }

    #[test]
    fn exclusivity(small in months()) {
        let result = run_on(&small.sources(), "a-skat");
        let mut seen = BTreeSet::new();
        for member in &result.members {
            assert!(seen.insert((member.pair, member.record)), "a record is in one group per pair at most");
        }
        for difference in &result.differences {
            for (point, record) in &difference.records {
                assert!(seen.insert((difference.pair, *record)), "{point:?}: a record in a difference is in no group");
            }
        }
        assert!(result.members.is_sorted(), "memberships are sorted");
        assert!(result.members.iter().all(|member| result.groups[usize::try_from(member.group).expect("few")].pair == member.pair), "of their group's pair");
    }

    #[test]
    fn bridge_closes(small in months()) {
        for reconciliation in ["eindkomst", "a-skat"] {
            let result = run_on(&small.sources(), reconciliation);
            let mut totals = [Money::ZERO; 3];
            for bridge in &result.bridges {
                assert!(bridge.closes(), "{bridge:?} closes");
                bridge.points.iter().zip(&mut totals).for_each(|(point, total)| *total += point.unwrap_or_default());
                assert!(bridge.steps.iter().all(|step| step.inflow >= Money::ZERO && step.outflow >= Money::ZERO), "no step is negative");
            }
            for point in &result.points {
                assert_eq!(totals[usize::from(point.point.number())], point.sum, "the bridges hold all of {:?}", point.point);
            }
        }
    }

    #[test]
    fn what_is_proven_admits_nothing_else(small in months()) {
        let sources = small.sources();
        let result = run_on(&sources, "eindkomst");
        for difference in result.differences.iter().filter(|one| one.certainty == Certainty::Proven) {
            let left: Money = difference.records.iter().map(|(point, record)| {
                let amount = amount(&sources, *record);
                if *point == Point::A { amount } else { -amount }
            }).sum();
            assert_eq!(left, difference.amount, "what is left is the difference");
            assert_eq!((difference.alternatives, difference.evidence.uniqueness), (0, None), "nothing else fits");
            let of = |point| difference.records.iter().any(|record| record.0 == point);
            let sides = (of(Point::A), of(Point::B));
            let [a, b, _] = difference.totals;
            match difference.cause {
                Cause::TimingAfterExtract | Cause::MissingInEindkomst | Cause::ShiftedPeriod => assert_eq!(sides, (true, false), "B is all matched"),
                Cause::MissingInTok => assert_eq!((sides, a), ((false, true), None), "TØK has nothing there"),
                Cause::AmountDiffers => assert!(sides == (true, true) && a > b && b > Some(Money::ZERO), "B holds less"),
                other => panic!("{other:?} cannot be proven between A and B"),
            }
            let elsewhere = [FailedCondition::Person, FailedCondition::SeNumber, FailedCondition::Field];
            assert!(difference.evidence.nearest.iter().all(|miss| !elsewhere.contains(&miss.failed)), "no neighbour fits");
        }
        assert!(result.groups.iter().all(|group| group.tolerance_used.is_zero()), "these passes are exact");
        assert!(result.groups.iter().all(|group| group.pass != PassKind::ClaimSum), "no claim, no claim sums");
    }

    #[test]
    fn a_neighbour_points_back(small in months()) {
        let result = run_on(&small.sources(), "eindkomst");
        let paired = [Cause::WrongSe, Cause::WrongPerson, Cause::WrongField];
        for one in result.differences.iter().filter(|one| paired.contains(&one.cause)) {
            let elsewhere = &one.evidence.elsewhere;
            let there = DifferenceKey {
                se: elsewhere.se.or(one.key.se),
                cpr: elsewhere.cpr.or(one.key.cpr),
                field: elsewhere.field.or(one.key.field),
                ..one.key.clone()
            };
            let at = |key: &DifferenceKey| (key.se, key.cpr, key.field, key.month);
            let there = result.differences.iter().filter(|other| at(&other.key) == at(&there));
            let back = |other: &Difference| {
                let elsewhere = &other.evidence.elsewhere;
                (elsewhere.se, elsewhere.cpr, elsewhere.field)
                    == (one.evidence.elsewhere.se.and(one.key.se), one.evidence.elsewhere.cpr.and(one.key.cpr), one.evidence.elsewhere.field.and(one.key.field))
            };
            let explained_first = |other: &Difference| !paired.contains(&other.cause);
            assert!(there.clone().any(|other| explained_first(other) || back(other)), "{one:?} and {there:?}");
        }
    }

    #[test]
    fn a_stricter_rule_never_matches_more(small in months(), dropped in 1_usize..4) {
        let sources = small.sources();
        let rules = RulePack::from_toml(SHIPPED_RULES).expect("the shipped rules are in order");
        let definition = rules.reconciliation("eindkomst").expect("it is defined");
        let mut stricter = definition.clone();
        stricter.passes.truncate(definition.passes.len() - dropped);
        let names = shown::names(&sources);
        let groups = |definition: &Reconciliation| {
            let result = run(&rules, definition, "2026-10".parse().expect("a period"), &sources, &Unwatched).expect("it runs");
            shown::groups(&result, &names, &sources)
        };
        let (few, many) = (groups(&stricter), groups(definition));
        let count = |list: &[String], group: &String| list.iter().filter(|one| *one == group).count();
        assert!(few.iter().all(|group| count(&few, group) <= count(&many, group)), "{few:?} of {many:?}");
    }
}

fn amount(sources: &Sources, record: trepunkt_core::id::RecordId) -> Money {
    let mut all = sources.reports.iter().chain(&sources.extracts);
    let of = all.find(|one| one.delivery == record.delivery()).expect("a report or an extract");
    of.table.records[usize::try_from(record.ordinal()).expect("few")].amount
}
