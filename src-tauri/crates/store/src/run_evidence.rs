//! What the differences of a run rest on beside their records. Most rest on nothing more, and have no row here.

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::code::Field;
use trepunkt_core::code::IncomeKind;
use trepunkt_core::company::SeNumber;
use trepunkt_core::evidence::Evidence;
use trepunkt_core::evidence::FailedCondition;
use trepunkt_core::evidence::NearMiss;
use trepunkt_core::evidence::Uniqueness;
use trepunkt_core::id::RunId;
use trepunkt_core::period::Month;
use trepunkt_core::result::Difference;
use trepunkt_core::result::DifferenceKey;

use crate::Result;
use crate::error::Attempt;
use crate::row::Reader;
use crate::row::collect;
use crate::row::count;
use crate::row::damage;
use crate::row::id_range;
use crate::row::row_id;
use crate::run_results::StoredDifference;

pub(crate) fn write(connection: &Connection, run: RunId, differences: &[Difference]) -> Result<()> {
    let attempted = "gemme differencernes grundlag";
    let sql = "INSERT INTO difference_evidence VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let mut insert = connection.prepare(sql).attempt(attempted)?;
    let mut misses = connection.prepare("INSERT INTO difference_near_miss VALUES (?, ?, ?, ?)").attempt(attempted)?;
    for (position, difference) in differences.iter().enumerate() {
        let id = row_id(run.0, position)?;
        let Evidence { elsewhere, factor, rule, uniqueness, nearest } = &difference.evidence;
        if *elsewhere != DifferenceKey::default() || factor.is_some() || rule.is_some() || uniqueness.is_some() {
            let row = params![
                id,
                elsewhere.se.map(SeNumber::number),
                elsewhere.cpr.map(|cpr| i64::try_from(cpr.number()).expect("ten digits fit")),
                elsewhere.field.map(Field::number),
                elsewhere.month.map(Month::ordinal),
                elsewhere.income_kind.map(IncomeKind::number),
                elsewhere.payment,
                elsewhere.bundle,
                elsewhere.account,
                factor,
                rule,
                uniqueness.map(Uniqueness::number),
            ];
            insert.execute(row).attempt(attempted)?;
        }
        for (position, miss) in nearest.iter().enumerate() {
            let row = params![id, count(position), miss.record.0, miss.failed.number()];
            misses.execute(row).attempt(attempted)?;
        }
    }
    Ok(())
}

/// Adds to the differences of a run what they rest on.
pub(crate) fn read(connection: &Connection, run: RunId, differences: &mut [StoredDifference]) -> Result<()> {
    let attempted = "læse differencernes grundlag";
    let range = <[i64; 2]>::from(id_range(run.0));
    let place = |row: Reader<'_>| row.made(0, "en difference", |place: i64| usize::try_from(place).ok());
    let sql = "SELECT difference_id & 0xFFFFFFFF, se, cpr, field, month, income_kind, payment, bundle, account, \
               factor, rule, uniqueness FROM difference_evidence WHERE difference_id BETWEEN ? AND ?";
    let found = collect(connection, attempted, sql, range, |row| Ok((place(row)?, evidence(row)?)))?;
    for (place, evidence) in found {
        differences.get_mut(place).ok_or_else(|| damage("en difference"))?.difference.evidence = evidence;
    }
    let sql = "SELECT difference_id & 0xFFFFFFFF, record_id, failed FROM difference_near_miss \
               WHERE difference_id BETWEEN ? AND ? ORDER BY difference_id, position";
    let misses = collect(connection, attempted, sql, range, |row| {
        let failed = row.made(2, "en betingelse", FailedCondition::from_number)?;
        Ok((place(row)?, NearMiss { record: row.record(1)?, failed }))
    })?;
    for (place, miss) in misses {
        let one = differences.get_mut(place).ok_or_else(|| damage("en difference"))?;
        one.difference.evidence.nearest.push(miss);
    }
    Ok(())
}

fn evidence(row: Reader<'_>) -> Result<Evidence> {
    Ok(Evidence {
        elsewhere: DifferenceKey {
            se: row.maybe(1, "et SE-nummer", SeNumber::new)?,
            cpr: row.maybe_cpr(2)?,
            field: row.maybe(3, "et felt", Field::new)?,
            month: row.maybe(4, "en måned", Month::from_ordinal)?,
            income_kind: row.maybe_income_kind(5)?,
            payment: row.get(6)?,
            bundle: row.get(7)?,
            account: row.get(8)?,
        },
        factor: row.get(9)?,
        rule: row.get(10)?,
        uniqueness: row.maybe(11, "et udfald af en søgning", Uniqueness::from_number)?,
        nearest: Vec::new(),
    })
}
