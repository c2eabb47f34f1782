//! Which deliveries a month needs. The list is stated whole each time, so that one undo takes one
//! statement back.

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::company::SeNumber;
use trepunkt_core::id::OperationId;
use trepunkt_core::period::Month;
use trepunkt_core::person::masked_account;
use trepunkt_core::source::SourceKind;

use crate::Act;
use crate::OperationKind;
use crate::Result;
use crate::StoreError;
use crate::Workspace;
use crate::error::Attempt;
use crate::operations;
use crate::row::collect;
use crate::row::count;

/// What a delivery is expected of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExpectedOf {
    /// The whole municipality.
    All,
    /// A payer.
    Payer(SeNumber),
    /// An account or creditor, written as [`AccountCoverage`](crate::AccountCoverage) writes it.
    Account(String),
}

/// A delivery that is expected in every month of a span.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expectation {
    /// What kind of file.
    pub kind: SourceKind,
    /// Of whom.
    pub of: ExpectedOf,
    /// The first month.
    pub from: Month,
    /// The last month; none while it goes on.
    pub to: Option<Month>,
}

impl Workspace {
    /// States which deliveries are expected, in place of what was stated before. An account that reads
    /// as a personal number is kept masked, as coverage has it.
    ///
    /// # Errors
    /// [`StoreError::Unlawful`] when one ends before it begins; when the file cannot be written.
    pub fn save_expectations(&mut self, expectations: &[Expectation], act: &Act<'_>) -> Result<OperationId> {
        if expectations.iter().any(|one| one.to.is_some_and(|to| to < one.from)) {
            return Err(StoreError::Unlawful("en forventning slutter, før den begynder".to_owned()));
        }
        self.write(|transaction| {
            let detail = expectations.len().to_string();
            let operation = operations::append(transaction, OperationKind::Expectations, &detail, None, act)?;
            write(transaction, operation, expectations)?;
            Ok(operation)
        })
    }

    /// The deliveries that are expected, in the order they were stated; none when nobody has stated any.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn expectations(&self) -> Result<Vec<Expectation>> {
        let attempted = "læse forventningerne";
        self.read(|connection| {
            let undone = operations::undone(connection)?;
            let sql = "SELECT id FROM operation WHERE kind = ? ORDER BY id DESC";
            let stated: Vec<i64> =
                collect(connection, attempted, sql, [OperationKind::Expectations.code()], |row| row.get(0))?;
            match stated.into_iter().find(|operation| !undone.contains(operation)) {
                None => Ok(Vec::new()),
                Some(operation) => read(connection, operation),
            }
        })
    }
}

fn write(connection: &Connection, operation: OperationId, expectations: &[Expectation]) -> Result<()> {
    let attempted = "gemme forventningerne";
    let sql = "INSERT INTO expectation VALUES (?, ?, ?, ?, ?, ?, ?)";
    let mut insert = connection.prepare(sql).attempt(attempted)?;
    for (position, one) in expectations.iter().enumerate() {
        let (se, account) = match &one.of {
            ExpectedOf::All => (None, None),
            ExpectedOf::Payer(se) => (Some(se.number()), None),
            ExpectedOf::Account(account) => (None, Some(masked_account(account))),
        };
        let (from, to) = (one.from.ordinal(), one.to.map(Month::ordinal));
        insert
            .execute(params![operation.0, count(position), one.kind.number(), se, account, from, to])
            .attempt(attempted)?;
    }
    Ok(())
}

fn read(connection: &Connection, operation: i64) -> Result<Vec<Expectation>> {
    let sql =
        "SELECT kind, se, account, from_month, to_month FROM expectation WHERE operation_id = ? ORDER BY position";
    collect(connection, "læse forventningerne", sql, [operation], |row| {
        let of = match (row.maybe(1, "et SE-nummer", SeNumber::new)?, row.get(2)?) {
            (Some(se), _) => ExpectedOf::Payer(se),
            (None, Some(account)) => ExpectedOf::Account(account),
            (None, None) => ExpectedOf::All,
        };
        Ok(Expectation {
            kind: row.made(0, "en kildetype", SourceKind::from_number)?,
            of,
            from: row.month(3)?,
            to: row.maybe(4, "en måned", Month::from_ordinal)?,
        })
    })
}
