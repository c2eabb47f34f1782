//! The records of both points as small rows under packed keys, and what their heads say, condensed.
//!
//! Rows stand in the order of their record ids, so that memberships come out sorted; that order decides nothing.

use std::collections::BTreeSet;
use std::collections::HashSet;

use sha2::Digest;
use sha2::Sha256;
use trepunkt_core::code::Field;
use trepunkt_core::code::IncomeKind;
use trepunkt_core::code::Receipt;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::progress::Progress;
use trepunkt_core::record::IncomeHead;
use trepunkt_core::record::IncomeRecord;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::result::Point;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;

use crate::MatchError;
use crate::Sources;
use crate::key::Dictionary;
use crate::key::KeyParts;
use crate::key::PackedKey;
use crate::key::Person;
use crate::newest::Outdated;
use crate::scope::Coverage;
use crate::scope::Months;

/// The [`Row::kind`] of a record without Kode68.
pub(crate) const NO_KIND: u16 = u16::MAX;

/// Room for the marks beside real group numbers (see [`crate::findings`]).
const ROW_LIMIT: u64 = 0xFFFF_FF00;

/// The kroner of a run, sizes added, may be this many øre, so that no sum of some of them can overflow.
const TOTAL_LIMIT: i128 = 1 << 62;

/// Where a line stands towards the extract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Standing {
    /// Reported when the extract was made, and not refused: the extract should hold it.
    AtExtract,
    /// Reported after the extract was made.
    AfterExtract,
    /// Rejected by eIndkomst, or still without an answer.
    Refused,
}

/// What the passes need of a record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) amount: Money,
    /// Index into [`Rows::facts`].
    pub(crate) fact: u32,
    ordinal: u32,
    /// Kode68, or [`NO_KIND`].
    pub(crate) kind: u16,
    pub(crate) standing: Standing,
    pub(crate) in_advance: bool,
    /// Belongs to the period, provided that all lines of its block are in advance, or in arrears, as it is.
    pub(crate) belongs_alone: bool,
    /// After the extract even when the extract's time is only given to the minute.
    pub(crate) surely_after: bool,
}

/// What the records of one head share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fact {
    /// A digest of all that the head says: it orders by content, and equal content is interchangeable.
    pub(crate) content: u128,
    pub(crate) reported: Option<WallTime>,
    /// Index into [`Rows::sources`].
    pub(crate) source: u32,
    head: u32,
    pub(crate) acknowledged: bool,
    pub(crate) has_reference: bool,
}

/// A delivery that counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    pub(crate) point: Point,
    delivery: DeliveryId,
    pub(crate) sha256: &'a [u8; 32],
    table: &'a IncomeTable,
    /// Its place among the sources of its point.
    index: usize,
}

/// Both points.
#[derive(Debug)]
pub(crate) struct Rows<'a> {
    pub(crate) dictionary: Dictionary<'a>,
    pub(crate) coverage: &'a Coverage,
    pub(crate) months: &'a Months,
    pub(crate) sources: Vec<Source<'a>>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) keys: Vec<PackedKey>,
    pub(crate) rows: Vec<Row>,
    /// The extract of each payer and month of the dictionary.
    serving: Vec<Option<usize>>,
}

/// What decides whether a record becomes a row.
struct Filter<'a> {
    outdated: &'a Outdated,
    coverage: &'a Coverage,
    months: &'a Months,
    wanted: &'a dyn Fn(Field) -> bool,
    only_kind: &'a dyn Fn(Field) -> Option<IncomeKind>,
}

impl Filter<'_> {
    fn takes_head(&self, source: &Source<'_>, head: &IncomeHead) -> bool {
        self.months.contains(head.month)
            && (source.point == Point::A || self.coverage.counts(source.index, head.se, head.month))
    }

    fn takes_record(&self, source: &Source<'_>, position: usize, record: &IncomeRecord) -> bool {
        (self.wanted)(record.field)
            && !(source.point == Point::A && self.outdated.is_replaced(source.index, position))
            && self.takes_kind(source, record)
    }

    /// Where only one indtægtsart of a field counts, an extract without the split leaves the field out on both sides.
    fn takes_kind(&self, source: &Source<'_>, record: &IncomeRecord) -> bool {
        (self.only_kind)(record.field).is_none_or(|kind| {
            let head = &source.table.heads[index(record.head)];
            head.income_kind == Some(kind) && self.coverage.tells_kinds(head.se, head.month)
        })
    }
}

impl<'a> Rows<'a> {
    /// The rows of the reports and extracts that may belong to the period.
    pub(crate) fn new(
        sources: &'a Sources,
        months: &'a Months,
        coverage: &'a Coverage,
        outdated: &Outdated,
        wanted: &dyn Fn(Field) -> bool,
        only_kind: &dyn Fn(Field) -> Option<IncomeKind>,
        progress: &dyn Progress,
    ) -> Result<Self, MatchError> {
        let filter = Filter { outdated, coverage, months, wanted, only_kind };
        let sources = delivered(sources);
        let count: usize = sources.iter().map(|source| source.table.records.len()).sum();
        limit("linjer", u64::try_from(count).unwrap_or(u64::MAX), ROW_LIMIT)?;
        let dictionary = dictionary(&sources, &filter)?;
        let serving = serving(&dictionary, coverage);
        let mut rows = Self {
            dictionary,
            coverage,
            months,
            sources: Vec::new(),
            facts: Vec::new(),
            keys: Vec::with_capacity(count),
            rows: Vec::with_capacity(count),
            serving,
        };
        let in_advance = rows.keys_in_advance(&sources, &filter);
        for (index, source) in sources.iter().enumerate() {
            if progress.is_cancelled() {
                return Err(MatchError::Cancelled);
            }
            rows.read(index, source, &filter, &in_advance);
        }
        rows.sources = sources;
        rows.refuse_absurd_totals()?;
        Ok(rows)
    }

    /// The blocks of the month after the period that have a line in advance; the others cannot belong to the period.
    fn keys_in_advance(&self, sources: &[Source<'_>], filter: &Filter<'_>) -> HashSet<u64> {
        let mut keys = HashSet::new();
        let Some(advance) = self.months.advance else { return keys };
        for source in sources.iter().filter(|source| source.point == Point::A) {
            for (position, record) in source.table.records.iter().enumerate() {
                let head = &source.table.heads[index(record.head)];
                if head.month == advance && head.in_advance && filter.takes_record(source, position, record) {
                    keys.insert(self.key(source, head, record.field).block());
                }
            }
        }
        keys
    }

    fn key(&self, source: &Source<'_>, head: &IncomeHead, field: Field) -> PackedKey {
        let person = match head.cpr {
            Some(cpr) => Person::Cpr(cpr),
            None => Person::Name(source.table.texts.get(head.name)),
        };
        let month = self.coverage.key_month(head.se, head.month);
        self.dictionary.pack(KeyParts { se: head.se, person, field, month }, source.point)
    }

    fn read(&mut self, place: usize, source: &Source<'_>, filter: &Filter<'_>, in_advance: &HashSet<u64>) {
        let mut last: Option<(u32, Option<(PackedKey, Row)>)> = None;
        for (position, record) in source.table.records.iter().enumerate() {
            if !filter.takes_record(source, position, record) {
                continue;
            }
            let shared = match last {
                Some((head, shared)) if head == record.head => shared,
                _ => {
                    let shared = self.read_head(place, source, record.head, record.field, filter);
                    last = Some((record.head, shared));
                    shared
                }
            };
            let Some((key, row)) = shared else { continue };
            let field = self.dictionary.fields.binary_search(&record.field).expect("the field is in the dictionary");
            let key = Dictionary::with_field(key, u64::try_from(field).expect("fields are few"));
            let is_next_month = Some(self.dictionary.months[key.month_rank()]) == self.months.advance;
            if is_next_month && !in_advance.contains(&key.block()) {
                continue;
            }
            self.keys.push(key);
            let ordinal = u32::try_from(position).expect("the number of lines was checked");
            self.rows.push(Row { amount: record.amount, ordinal, ..row });
        }
    }

    /// Condenses a head; none when it does not count.
    fn read_head(
        &mut self,
        place: usize,
        source: &Source<'_>,
        number: u32,
        field: Field,
        filter: &Filter<'_>,
    ) -> Option<(PackedKey, Row)> {
        let head = &source.table.heads[index(number)];
        if !filter.takes_head(source, head) {
            return None;
        }
        let key = self.key(source, head, field);
        let extract = self.extract(key);
        let (standing, surely_after) = match source.point {
            Point::A => standing(head, extract.and_then(|extract| self.coverage.extracts[extract].time)),
            Point::B | Point::C => (Standing::AtExtract, false),
        };
        let in_advance = source.point == Point::A && head.in_advance;
        let left_out = in_advance && extract.is_none() && Some(head.month) == self.months.advance;
        self.facts.push(Fact {
            content: content(head, source.table),
            reported: head.reported,
            source: u32::try_from(place).expect("deliveries are fewer than lines"),
            head: number,
            acknowledged: head.receipt == Receipt::Acknowledged,
            has_reference: !source.table.texts.get(head.reference).is_empty(),
        });
        let row = Row {
            amount: Money::ZERO,
            fact: u32::try_from(self.facts.len() - 1).expect("the number of lines was checked"),
            ordinal: 0,
            kind: head.income_kind.map_or(NO_KIND, IncomeKind::number),
            standing,
            in_advance,
            belongs_alone: self.months.hold(head.month, in_advance) && !left_out,
            surely_after,
        };
        Some((key, row))
    }

    fn refuse_absurd_totals(&self) -> Result<(), MatchError> {
        let total: i128 = self.rows.iter().map(|row| i128::from(row.amount.minor()).abs()).sum();
        if total > TOTAL_LIMIT {
            let count = u64::try_from(total).unwrap_or(u64::MAX);
            return Err(MatchError::Limit { what: "øre i alt", count, limit: 1 << 62 });
        }
        Ok(())
    }

    /// The extract that serves the block, as an index into the extracts of the coverage.
    pub(crate) fn extract(&self, key: PackedKey) -> Option<usize> {
        self.serving[key.se_rank() * self.dictionary.months.len() + key.month_rank()]
    }

    pub(crate) fn fact(&self, row: u32) -> &Fact {
        &self.facts[index(self.row(row).fact)]
    }

    pub(crate) fn row(&self, row: u32) -> &Row {
        &self.rows[index(row)]
    }

    pub(crate) fn key_of(&self, row: u32) -> PackedKey {
        self.keys[index(row)]
    }

    pub(crate) fn point(&self, row: u32) -> Point {
        self.key_of(row).point()
    }

    /// The name by which the rest of the program knows the record.
    pub(crate) fn record(&self, row: u32) -> RecordId {
        let source = &self.sources[index(self.fact(row).source)];
        RecordId::new(source.delivery, self.row(row).ordinal)
    }

    /// The IndberetningsID of the row.
    pub(crate) fn reference(&self, row: u32) -> &'a str {
        let fact = self.fact(row);
        let table = self.sources[index(fact.source)].table;
        table.texts.get(table.heads[index(fact.head)].reference)
    }

    /// The head that the row shares with the other fields of its report.
    pub(crate) fn head(&self, row: u32) -> &'a IncomeHead {
        let fact = self.fact(row);
        &self.sources[index(fact.source)].table.heads[index(fact.head)]
    }

    /// What a benefit is called in the row's report.
    pub(crate) fn benefit(&self, row: u32) -> &'a str {
        let fact = self.fact(row);
        self.sources[index(fact.source)].table.texts.get(self.head(row).benefit)
    }

    /// Both carry an IndberetningsID, and not the same one.
    pub(crate) fn references_conflict(&self, one: u32, other: u32) -> bool {
        let carries = |row: u32| self.fact(row).has_reference;
        carries(one) && carries(other) && self.reference(one) != self.reference(other)
    }

    /// True for a cell that says which report it comes from.
    pub(crate) fn tells_reports_apart(&self, row: u32) -> bool {
        self.fact(row).has_reference || self.head(row).disposition.is_some()
    }

    /// Days between the disposition dates of two rows; 0 where one of them has none.
    pub(crate) fn days_apart(&self, one: u32, other: u32) -> i64 {
        let dates = self.head(one).disposition.zip(self.head(other).disposition);
        dates.map_or(0, |(one, other)| i64::from(one.days().abs_diff(other.days())))
    }

    /// What is preferred when several lines could take an amount: what the extract should hold, what is acknowledged,
    /// what was reported first. Equal costs are a true tie.
    pub(crate) fn cost(&self, row: u32) -> impl Ord + Copy + use<> {
        let fact = self.fact(row);
        (self.row(row).standing, !fact.acknowledged, fact.reported.is_none(), fact.reported)
    }

    /// The content of a row beside its key, to put rows of one block in an order that depends on nothing else.
    pub(crate) fn content(&self, row: u32) -> (i64, u16, u128) {
        let facts = self.row(row);
        (facts.amount.minor(), facts.kind, self.fact(row).content)
    }
}

/// A row number as an index.
pub(crate) fn index(row: u32) -> usize {
    usize::try_from(row).expect("the program is built for 64-bit machines")
}

fn limit(what: &'static str, count: u64, limit: u64) -> Result<(), MatchError> {
    if count > limit { Err(MatchError::Limit { what, count, limit }) } else { Ok(()) }
}

/// The reports and extracts in the order of their record ids.
fn delivered(sources: &Sources) -> Vec<Source<'_>> {
    let points = [(Point::A, &sources.reports), (Point::B, &sources.extracts)];
    let mut delivered = Vec::new();
    for (point, of_point) in points {
        delivered.extend(of_point.iter().enumerate().map(|(index, one)| Source {
            point,
            delivery: one.delivery,
            sha256: &one.sha256,
            table: &one.table,
            index,
        }));
    }
    delivered.sort_by_key(|source| source.delivery);
    delivered
}

fn dictionary<'a>(sources: &[Source<'a>], filter: &Filter<'_>) -> Result<Dictionary<'a>, MatchError> {
    let (mut ses, mut names, mut fields) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for source in sources {
        let (mut last_se, mut last_field) = (None, None);
        for head in source.table.heads.iter().filter(|head| filter.takes_head(source, head)) {
            if last_se.replace(head.se) != Some(head.se) {
                ses.insert(head.se);
            }
            if head.cpr.is_none() {
                names.insert(source.table.texts.get(head.name));
            }
        }
        for record in &source.table.records {
            if last_field.replace(record.field) != Some(record.field) && (filter.wanted)(record.field) {
                fields.insert(record.field);
            }
        }
    }
    Dictionary::new(ses, names, fields, filter.months.all())
}

fn serving(dictionary: &Dictionary<'_>, coverage: &Coverage) -> Vec<Option<usize>> {
    let keys = dictionary.ses.iter().flat_map(|se| dictionary.months.iter().map(|month| (*se, *month)));
    keys.map(|(se, month)| coverage.serving(se, month)).collect()
}

/// Extracts give their time to the minute, TØK's reports to the second.
const MINUTE: i64 = 60;

fn standing(head: &IncomeHead, extract: Option<WallTime>) -> (Standing, bool) {
    if matches!(head.receipt, Receipt::Rejected | Receipt::Awaiting) {
        return (Standing::Refused, false);
    }
    match (head.reported, extract) {
        (Some(reported), Some(extract)) if reported > extract => {
            let to_the_minute = extract.seconds() % MINUTE == 0;
            let surely = !to_the_minute || reported.seconds() >= extract.seconds().saturating_add(MINUTE);
            (Standing::AfterExtract, surely)
        }
        _ => (Standing::AtExtract, false),
    }
}

/// A digest of all that a head says, beside what stands in the key.
///
/// Marks say which values are there, texts have their length in front: no two contents give the same bytes. They are
/// kept few, so that a head without long texts is one block of the hash.
pub(crate) fn content(head: &IncomeHead, table: &IncomeTable) -> u128 {
    let dates = [head.period_start, head.period_end, head.disposition];
    let there = [
        head.income_kind.is_some(),
        head.reported.is_some(),
        dates[0].is_some(),
        dates[1].is_some(),
        dates[2].is_some(),
        head.income_type.is_some(),
        head.in_advance,
        head.is_correction,
    ];
    let mut bytes = Vec::with_capacity(96);
    bytes.push(there.iter().fold(0, |marks: u8, mark| (marks << 1) | u8::from(*mark)));
    bytes.extend([head.receipt.number(), head.system.number(), head.income_type.unwrap_or_default()]);
    bytes.extend(head.income_kind.map_or(0, IncomeKind::number).to_le_bytes());
    bytes.extend(head.reported.map_or(0, WallTime::seconds).to_le_bytes());
    dates.iter().for_each(|date| bytes.extend(date.map_or(0, Date::days).to_le_bytes()));
    for text in [head.reference, head.benefit, head.name] {
        let text = table.texts.get(text);
        bytes.extend(u16::try_from(text.len()).expect("a pool keeps texts up to 65 535 bytes").to_le_bytes());
        bytes.extend(text.as_bytes());
    }
    let digest: [u8; 32] = Sha256::digest(&bytes).into();
    let half: [u8; 16] = digest[..16].try_into().expect("half of 32 bytes");
    u128::from_be_bytes(half)
}
