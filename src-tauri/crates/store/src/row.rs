//! From stored numbers back to the nouns of the core, where a number that means nothing is damage.

use rusqlite::Row;
use trepunkt_core::code::Field;
use trepunkt_core::code::IncomeKind;
use trepunkt_core::company::SeNumber;
use trepunkt_core::delivery::RowCount;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::person::Cpr;
use trepunkt_core::result::Point;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;

use crate::Result;
use crate::StoreError;
use crate::error::Attempt;

/// A column that holds something its table never got.
pub(crate) fn damage(what: &str) -> StoreError {
    StoreError::Corrupt(format!("{what} har en værdi uden betydning"))
}

/// A row whose columns are read as nouns.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a>(pub(crate) &'a Row<'a>);

impl Reader<'_> {
    /// A plain value.
    pub(crate) fn get<T: rusqlite::types::FromSql>(self, column: usize) -> Result<T> {
        self.0.get(column).attempt("læse en række")
    }

    /// A value through `make`; `what` names it when it has no meaning.
    pub(crate) fn made<R: rusqlite::types::FromSql, T>(
        self,
        column: usize,
        what: &str,
        make: impl FnOnce(R) -> Option<T>,
    ) -> Result<T> {
        make(self.get(column)?).ok_or_else(|| damage(what))
    }

    /// A value that may be missing, through `make`.
    pub(crate) fn maybe<R: rusqlite::types::FromSql, T>(
        self,
        column: usize,
        what: &str,
        make: impl FnOnce(R) -> Option<T>,
    ) -> Result<Option<T>> {
        match self.get::<Option<R>>(column)? {
            None => Ok(None),
            Some(raw) => make(raw).map(Some).ok_or_else(|| damage(what)),
        }
    }

    pub(crate) fn money(self, column: usize) -> Result<Money> {
        self.get(column).map(Money::from_minor)
    }

    pub(crate) fn maybe_money(self, column: usize) -> Result<Option<Money>> {
        Ok(self.get::<Option<i64>>(column)?.map(Money::from_minor))
    }

    pub(crate) fn se(self, column: usize) -> Result<SeNumber> {
        self.made(column, "et SE-nummer", SeNumber::new)
    }

    pub(crate) fn field(self, column: usize) -> Result<Field> {
        self.made(column, "et felt", Field::new)
    }

    pub(crate) fn month(self, column: usize) -> Result<Month> {
        self.made(column, "en måned", Month::from_ordinal)
    }

    pub(crate) fn maybe_income_kind(self, column: usize) -> Result<Option<IncomeKind>> {
        self.maybe(column, "en indtægtsart", IncomeKind::new)
    }

    pub(crate) fn maybe_cpr(self, column: usize) -> Result<Option<Cpr>> {
        self.maybe(column, "et personnummer", |number: i64| Cpr::new(u64::try_from(number).ok()?).ok())
    }

    /// A text; the empty one where none is stored.
    pub(crate) fn text(self, column: usize) -> Result<String> {
        Ok(self.get::<Option<String>>(column)?.unwrap_or_default())
    }

    pub(crate) fn date(self, column: usize) -> Result<Date> {
        self.get(column).map(Date::from_days)
    }

    pub(crate) fn maybe_date(self, column: usize) -> Result<Option<Date>> {
        Ok(self.get::<Option<i32>>(column)?.map(Date::from_days))
    }

    pub(crate) fn maybe_time(self, column: usize) -> Result<Option<WallTime>> {
        Ok(self.get::<Option<i64>>(column)?.map(WallTime::from_seconds))
    }

    pub(crate) fn point(self, column: usize) -> Result<Point> {
        self.made(column, "et punkt", Point::from_number)
    }

    pub(crate) fn record(self, column: usize) -> Result<RecordId> {
        self.get(column).map(RecordId)
    }

    /// Four columns from `column`: all, structural, accepted, rejected.
    pub(crate) fn row_count(self, column: usize) -> Result<RowCount> {
        Ok(RowCount {
            rows: self.get(column)?,
            structural: self.get(column + 1)?,
            accepted: self.get(column + 2)?,
            rejected: self.get(column + 3)?,
        })
    }
}

/// The first and last row id that anything of `owner` (a delivery, a run) can have.
pub(crate) fn id_range(owner: i64) -> (i64, i64) {
    (owner << 32, (owner << 32) | 0xFFFF_FFFF)
}

/// The row id of the `ordinal`th thing of `owner`.
pub(crate) fn row_id(owner: i64, ordinal: usize) -> Result<i64> {
    let ordinal =
        u32::try_from(ordinal).map_err(|_| StoreError::Unlawful("mere end fire milliarder rækker".to_owned()))?;
    Ok((owner << 32) | i64::from(ordinal))
}

/// The delivery's number as the database has it.
pub(crate) fn owner(delivery: DeliveryId) -> i64 {
    i64::from(delivery.0)
}

/// A count as the database has it.
pub(crate) fn count(length: usize) -> i64 {
    i64::try_from(length).expect("nothing in memory has 2^63 parts")
}

/// A count that came from elsewhere, as the database has it.
pub(crate) fn stored_count(number: u64) -> Result<i64> {
    i64::try_from(number).map_err(|_| StoreError::Unlawful("et antal er for stort".to_owned()))
}

/// None for the empty text: an absent text takes no room.
pub(crate) fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// Reads every row of a query.
pub(crate) fn collect<T>(
    connection: &rusqlite::Connection,
    attempted: &'static str,
    sql: &str,
    params: impl rusqlite::Params,
    mut make: impl FnMut(Reader<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut statement = connection.prepare(sql).attempt(attempted)?;
    let mut rows = statement.query(params).attempt(attempted)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next().attempt(attempted)? {
        all.push(make(Reader(row))?);
    }
    Ok(all)
}

/// Reads the one row of a query, if it is there.
pub(crate) fn one<T>(
    connection: &rusqlite::Connection,
    attempted: &'static str,
    sql: &str,
    params: impl rusqlite::Params,
    make: impl FnOnce(Reader<'_>) -> Result<T>,
) -> Result<Option<T>> {
    let mut statement = connection.prepare(sql).attempt(attempted)?;
    let mut rows = statement.query(params).attempt(attempted)?;
    match rows.next().attempt(attempted)? {
        None => Ok(None),
        Some(row) => make(Reader(row)).map(Some),
    }
}
