//! What is made of a list: chosen rows and columns, groups with their sums, an order.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use trepunkt_core::money::Money;
use trepunkt_report::Bar;
use trepunkt_report::BridgeFigure;
use trepunkt_report::Cell;
use trepunkt_report::Column;
use trepunkt_report::Condition;
use trepunkt_report::Formula;
use trepunkt_report::Kind;
use trepunkt_report::Place;
use trepunkt_report::Row;
use trepunkt_report::Table;

use crate::dto::AdhocFilter;
use crate::dto::AdhocSpec;
use crate::error::ApiError;
use crate::error::ErrorCode;

/// The sheets.
pub(super) const ROWS: &str = "Udtræk";
pub(super) const GROUPS: &str = "Grupper";
/// Groups of a figure.
const BARS_MAX: usize = 24;
/// What stands for nothing in a column that is grouped by: a sheet cannot look for an empty cell.
const NOTHING: &str = "(tom)";

/// The rows, and the groups where there are any.
pub(super) struct Shaped {
    pub(super) rows: Table,
    pub(super) groups: Option<Table>,
}

/// Makes a report of a list.
pub(super) fn shaped(table: Table, spec: &AdhocSpec) -> Result<Shaped, ApiError> {
    let mut rows: Vec<Vec<Cell>> = table.rows.into_iter().map(|row| row.cells).collect();
    for filter in &spec.filters {
        let (at, test) = (find(&table.columns, &filter.column)?, Test::read(filter)?);
        rows.retain(|row| test.holds(&row[at]));
    }
    let grouped = places(&table.columns, &spec.group)?;
    let summed = places(&table.columns, &spec.sums)?;
    if let Some(at) = summed.iter().find(|at| !matches!(table.columns[**at].kind, Kind::Amount | Kind::Count)) {
        let message = format!("Kolonnen `{}` kan ikke lægges sammen.", table.columns[*at].header);
        return Err(ApiError::new(ErrorCode::Invalid, message));
    }
    // What is grouped by or added up must be among the rows: the sheet counts on it.
    let mut chosen = match spec.columns.is_empty() {
        true => (0..table.columns.len()).collect(),
        false => places(&table.columns, &spec.columns)?,
    };
    chosen.extend(grouped.iter().chain(&summed).copied());
    let mut seen = Vec::new();
    chosen.retain(|at| {
        if seen.contains(at) {
            false
        } else {
            seen.push(*at);
            true
        }
    });
    for row in &mut rows {
        for at in &grouped {
            if row[*at] == Cell::Empty {
                row[*at] = Cell::text(NOTHING);
            }
        }
    }
    if grouped.is_empty() {
        sort(&mut rows, &table.columns, &spec.sort)?;
    }
    let column = |at: &usize| Column { place: shown(table.columns[*at].place), ..table.columns[*at].clone() };
    let columns: Vec<Column> = chosen.iter().map(column).collect();
    let kept = rows.iter().map(|row| Row::of(chosen.iter().map(|at| row[*at].clone()).collect()));
    let kept: Vec<Row> = kept.collect();
    let within = |at: &usize| chosen.iter().position(|one| one == at).unwrap_or_default();
    let totals: Vec<usize> =
        (0..columns.len()).filter(|at| matches!(columns[*at].kind, Kind::Amount)).filter(|at| *at > 0).collect();
    let groups = match grouped.is_empty() {
        true => None,
        false => {
            let grouped: Vec<usize> = grouped.iter().map(within).collect();
            let summed: Vec<usize> = summed.iter().map(within).collect();
            Some(groups(&columns, &kept, &grouped, &summed, &spec.sort)?)
        }
    };
    let mut rows = Table::new(ROWS, columns, kept).with_sums("I alt", &totals);
    rows.empty = "Ingen rækker opfylder udvalget.".to_owned();
    Ok(Shaped { rows, groups })
}

/// Who chose a column wants to see it on paper too.
fn shown(place: Place) -> Place {
    if place == Place::SheetOnly { Place::Column } else { place }
}

fn find(columns: &[Column], name: &str) -> Result<usize, ApiError> {
    columns.iter().position(|column| column.header.eq_ignore_ascii_case(name.trim())).ok_or_else(|| {
        let known: Vec<&str> = columns.iter().map(|column| column.header.as_str()).collect();
        ApiError::new(ErrorCode::Invalid, format!("Kolonnen `{name}` findes ikke."))
            .hint(format!("Kolonnerne er {}.", known.join(", ")))
    })
}

fn places(columns: &[Column], names: &[String]) -> Result<Vec<usize>, ApiError> {
    names.iter().map(|name| find(columns, name)).collect()
}

/// The groups in the order of their keys, or as asked for.
fn groups(
    columns: &[Column],
    rows: &[Row],
    grouped: &[usize],
    summed: &[usize],
    order: &[String],
) -> Result<Table, ApiError> {
    let mut found: BTreeMap<Vec<String>, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        found.entry(grouped.iter().map(|at| row.cells[*at].shown()).collect()).or_default().push(row);
    }
    let mut heads: Vec<Column> = grouped.iter().map(|at| columns[*at].clone().at(Place::Column)).collect();
    heads.push(Column::new("Antal", Kind::Count));
    heads.extend(summed.iter().map(|at| columns[*at].clone().at(Place::Column)));
    let of_group = || -> Vec<Condition> {
        grouped.iter().enumerate().map(|(own, theirs)| Condition::Same { theirs: *theirs, own }).collect()
    };
    let mut cells: Vec<Vec<Cell>> = Vec::new();
    for members in found.into_values() {
        let mut row: Vec<Cell> = grouped.iter().map(|at| members[0].cells[*at].clone()).collect();
        row.push(Cell::Count(u64::try_from(members.len()).unwrap_or(u64::MAX)));
        row.extend(summed.iter().map(|at| sum(columns[*at].kind, members.iter().map(|row| &row.cells[*at]))));
        cells.push(row);
    }
    sort(&mut cells, &heads, order)?;
    let count = grouped.len();
    let live = |cells: Vec<Cell>| {
        let counted = Formula::CountOf { table: ROWS, column: grouped[0], which: of_group() };
        let row = Row::of(cells).with(count, counted);
        summed.iter().enumerate().fold(row, |row, (place, column)| {
            row.with(count + 1 + place, Formula::SumOf { table: ROWS, column: *column, which: of_group() })
        })
    };
    let totals: Vec<usize> = (count..heads.len()).collect();
    let mut table = Table::new(GROUPS, heads, cells.into_iter().map(live).collect()).with_sums("I alt", &totals);
    table.empty = "Ingen rækker opfylder udvalget.".to_owned();
    Ok(table)
}

fn sum<'a>(kind: Kind, cells: impl Iterator<Item = &'a Cell>) -> Cell {
    if kind == Kind::Count {
        return Cell::Count(cells.map(|cell| if let Cell::Count(count) = cell { *count } else { 0 }).sum());
    }
    Cell::Amount(cells.map(|cell| if let Cell::Amount(amount) = cell { *amount } else { Money::ZERO }).sum())
}

fn sort(rows: &mut [Vec<Cell>], columns: &[Column], order: &[String]) -> Result<(), ApiError> {
    let mut keys = Vec::new();
    for name in order {
        let (name, is_down) = name.strip_prefix('-').map_or((name.as_str(), false), |name| (name, true));
        keys.push((find(columns, name)?, is_down));
    }
    rows.sort_by(|one, other| {
        let by_key = |(at, is_down): &(usize, bool)| {
            let found = compare(&one[*at], &other[*at]);
            if *is_down { found.reverse() } else { found }
        };
        keys.iter().map(by_key).find(|found| found.is_ne()).unwrap_or(Ordering::Equal)
    });
    Ok(())
}

/// Nothing comes first; what is of different kinds is compared as it is shown.
fn compare(one: &Cell, other: &Cell) -> Ordering {
    match (one, other) {
        (Cell::Amount(one), Cell::Amount(other)) => one.cmp(other),
        (Cell::Count(one), Cell::Count(other)) => one.cmp(other),
        (Cell::Day(one), Cell::Day(other)) => one.cmp(other),
        (Cell::Time(one), Cell::Time(other)) => one.cmp(other),
        (Cell::Empty, Cell::Empty) => Ordering::Equal,
        (Cell::Empty, _) => Ordering::Less,
        (_, Cell::Empty) => Ordering::Greater,
        (one, other) => one.shown().cmp(&other.shown()),
    }
}

/// What a filter asks of a cell.
struct Test {
    op: String,
    words: String,
    amount: Option<Money>,
    count: Option<u64>,
}

const OPS: [&str; 7] = ["=", "!=", "<", "<=", ">", ">=", "~"];

impl Test {
    fn read(filter: &AdhocFilter) -> Result<Self, ApiError> {
        if !OPS.contains(&filter.op.as_str()) {
            return Err(ApiError::new(ErrorCode::Invalid, format!("`{}` er ikke en sammenligning.", filter.op))
                .hint(format!("Brug {}.", OPS.join(" "))));
        }
        let words = filter.value.trim().to_owned();
        Ok(Self { op: filter.op.clone(), amount: amount(&words), count: words.parse().ok(), words })
    }

    /// A cell that cannot be compared with the value does not fit; nothing is equal only to nothing.
    fn holds(&self, cell: &Cell) -> bool {
        if self.op == "~" {
            return cell.shown().to_lowercase().contains(&self.words.to_lowercase());
        }
        let found = match cell {
            Cell::Amount(found) => self.amount.map(|amount| found.cmp(&amount)),
            Cell::Count(found) => self.count.map(|count| found.cmp(&count)),
            Cell::Day(found) => Some(found.iso().as_str().cmp(&self.words)),
            Cell::Time(found) => Some(found.iso().as_str().cmp(&self.words)),
            Cell::Text(found) => Some(found.as_str().cmp(&self.words)),
            Cell::Empty => self.words.is_empty().then_some(Ordering::Equal),
        };
        match (self.op.as_str(), found) {
            ("!=", found) => found != Some(Ordering::Equal),
            (_, None) => false,
            ("=", Some(found)) => found.is_eq(),
            ("<", Some(found)) => found.is_lt(),
            ("<=", Some(found)) => found.is_le(),
            (">", Some(found)) => found.is_gt(),
            (_, Some(found)) => found.is_ge(),
        }
    }
}

/// `-1.234,50`, `1234` in øre: a decimal comma with one or two decimals, points only between groups of three.
fn amount(words: &str) -> Option<Money> {
    let words = words.replace('−', "-");
    let (is_minus, size) = words.strip_prefix('-').map_or((false, words.as_str()), |size| (true, size));
    let (whole, decimals) = size.split_once(',').unwrap_or((size, ""));
    let groups: Vec<&str> = whole.split('.').collect();
    let is_grouped = groups.len() == 1 || groups[1..].iter().all(|group| group.len() == 3) && groups[0].len() <= 3;
    let digits = groups.concat();
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if digits.is_empty() || !is_grouped || !is_plain(&digits) || !is_plain(decimals) || decimals.len() > 2 {
        return None;
    }
    let minor: i64 = format!("{digits}{decimals:0<2}").parse().ok()?;
    Some(Money::from_minor(if is_minus { -minor } else { minor }))
}

/// The groups as bars, by the first column that is added up; none where nothing is.
pub(super) fn chart(groups: &Table, spec: &AdhocSpec) -> Option<BridgeFigure> {
    let at = groups.columns.iter().position(|column| column.kind == Kind::Amount)?;
    let heads = spec.group.len();
    let bar = |row: &Row| {
        let Cell::Amount(amount) = row.cells[at] else { return None };
        let label = row.cells[..heads].iter().map(Cell::shown).collect::<Vec<_>>().join(" · ");
        Some(Bar { label, is_point: true, amount, from: Money::ZERO, to: amount })
    };
    let bars: Vec<Bar> = groups.rows.iter().take(BARS_MAX).filter_map(bar).collect();
    let shown = if groups.rows.len() > BARS_MAX { format!(" (de første {BARS_MAX})") } else { String::new() };
    let title = format!("{} efter {}{shown}", groups.columns[at].header, spec.group.join(" og "));
    (!bars.is_empty()).then_some(BridgeFigure { title, bars })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let columns =
            vec![Column::new("Felt", Kind::Code), Column::new("Årsag", Kind::Text), Column::new("Beløb", Kind::Amount)];
        let row = |field: &str, cause: &str, minor: i64| {
            Row::of(vec![Cell::text(field), Cell::text(cause), Cell::Amount(Money::from_minor(minor))])
        };
        let rows = vec![row("0015", "a", 1_050), row("0016", "b", -200), row("0015", "b", 300), row("", "a", 5)];
        Table::new("Kilde", columns, rows)
    }

    fn spec(change: impl FnOnce(&mut AdhocSpec)) -> AdhocSpec {
        let mut spec = AdhocSpec { source: "differencer".to_owned(), ..AdhocSpec::default() };
        change(&mut spec);
        spec
    }

    fn filter(column: &str, op: &str, value: &str) -> Vec<AdhocFilter> {
        vec![AdhocFilter { column: column.to_owned(), op: op.to_owned(), value: value.to_owned() }]
    }

    fn check_filter(column: &str, op: &str, value: &str, expected: usize) {
        let shaped = shaped(table(), &spec(|spec| spec.filters = filter(column, op, value))).expect("it is shaped");
        assert_eq!(shaped.rows.rows.len(), expected, "{column} {op} {value}");
    }

    #[test]
    fn rows_are_chosen_as_people_write_values() {
        check_filter("Felt", "=", "0015", 2);
        check_filter("felt", "!=", "0015", 2);
        check_filter("Felt", "=", "", 1);
        check_filter("Beløb", ">", "2,99", 2);
        check_filter("Beløb", ">=", "3", 2);
        check_filter("Beløb", "<", "0", 1);
        check_filter("Beløb", "=", "−2,00", 1);
        check_filter("Beløb", "=", "nej", 0);
        check_filter("Årsag", "~", "A", 2);
    }

    #[test]
    fn amounts_are_read_as_danes_write_them() {
        let check = |words: &str, minor: Option<i64>| {
            assert_eq!(amount(words).map(Money::minor), minor, "reading {words}");
        };
        check("1.234,50", Some(123_450));
        check("-1234,5", Some(-123_450));
        check("7", Some(700));
        check("1.23", None);
        check("1,234", None);
        check("", None);
        check("-", None);
    }

    #[test]
    fn groups_add_up_their_rows_and_say_what_has_nothing() {
        let asked = spec(|spec| {
            (spec.group, spec.sums) = (vec!["Felt".to_owned()], vec!["Beløb".to_owned()]);
            spec.sort = vec!["-Beløb".to_owned()];
        });
        let shaped = shaped(table(), &asked).expect("it is shaped");
        let groups = shaped.groups.expect("groups");
        let told: Vec<Vec<String>> =
            groups.rows.iter().map(|row| row.cells.iter().map(Cell::shown).collect()).collect();
        assert_eq!(told, [["0015", "2", "13,50"], ["(tom)", "1", "0,05"], ["0016", "1", "−2,00"]], "the largest first");
        let total = groups.total.as_ref().expect("sums").cells.iter().map(Cell::shown).collect::<Vec<_>>();
        assert_eq!(total, ["I alt", "4", "11,55"], "and all of them");
        assert_eq!(chart(&groups, &asked).map(|figure| figure.bars.len()), Some(3), "a bar for each");
    }

    #[test]
    fn what_does_not_exist_is_refused_with_what_does() {
        let refused = |spec: &AdhocSpec| shaped(table(), spec).map(|_| ()).expect_err("it is refused");
        let error = refused(&spec(|spec| spec.columns = vec!["Farve".to_owned()]));
        assert!(error.hints[0].contains("Felt, Årsag, Beløb"), "{error:?}");
        let error =
            refused(&spec(|spec| (spec.group, spec.sums) = (vec!["Felt".to_owned()], vec!["Årsag".to_owned()])));
        assert!(error.message.contains("lægges sammen"), "{error:?}");
        assert!(
            refused(&spec(|spec| spec.filters = filter("Felt", "like", "x"))).hints[0].contains('~'),
            "the known ones"
        );
    }
}
