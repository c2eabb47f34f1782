//! What lies around the open blocks: the same persons' sums in the months beside, and in fields that the
//! reconciliation leaves out.
//!
//! Only the persons of open blocks are added up, and only sums are kept; nothing here is matched. It answers two
//! questions: is what is missing here too much there, and was all delivered that would show it.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;

use trepunkt_core::code::Field;
use trepunkt_core::code::Receipt;
use trepunkt_core::company::SeNumber;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::period::Period;
use trepunkt_core::record::IncomeHead;
use trepunkt_core::wall_time::WallTime;

use crate::DeliveredIncome;
use crate::MatchError;
use crate::Sources;
use crate::key::Person;
use crate::newest::Outdated;
use crate::rows::content;
use crate::rows::index;
use crate::scope::Coverage;
use crate::scope::Months;

/// A payer and a person.
pub(crate) type Payee<'a> = (SeNumber, Person<'a>);

/// A record by its content, so that an order of records depends on nothing else, and by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Named {
    pub(crate) content: (i64, u16, u128),
    pub(crate) record: RecordId,
}

/// What both points hold of a person in one month and field.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sum {
    /// Amounts of the lines that the month's extract should hold.
    pub(crate) lines: Vec<Money>,
    /// The sum of the cells; none without any.
    pub(crate) held: Option<Money>,
    /// A line was refused, or reported after the extract: the sums need not agree.
    pub(crate) unsettled: bool,
    /// Two deliveries of one extract hold it: which of them counts is not settled here.
    repeated: bool,
    delivery: Option<usize>,
    /// The first line and cell by content.
    pub(crate) first: [Option<Named>; 2],
}

impl Sum {
    /// Reported less held: what eIndkomst lacks, or has too much of when negative; none when that is not certain.
    pub(crate) fn difference(&self) -> Option<Money> {
        (!self.repeated).then(|| self.reported() - self.held.unwrap_or_default())
    }

    /// The sum of the lines.
    pub(crate) fn reported(&self) -> Money {
        self.lines.iter().copied().sum()
    }
}

/// The surroundings.
#[derive(Debug, Default)]
pub(crate) struct Around<'a> {
    sums: HashMap<(Payee<'a>, Month), BTreeMap<Field, Sum>>,
    coverages: BTreeMap<Month, Coverage>,
    reported: BTreeSet<(SeNumber, Month)>,
    /// The last report of each month's lines.
    reach: BTreeMap<Month, WallTime>,
    /// A report file with lines of these months had rejected rows.
    pub(crate) has_rejected_reports: bool,
}

impl<'a> Around<'a> {
    /// Adds up what is delivered of these persons in these months.
    pub(crate) fn look(
        sources: &'a Sources,
        outdated: &Outdated,
        persons: &HashSet<Payee<'a>>,
        months: &BTreeSet<Month>,
    ) -> Result<Self, MatchError> {
        let mut around = Self::default();
        for month in months {
            around.coverages.insert(*month, Coverage::new(&sources.extracts, &Months::of(Period::Month(*month)))?);
        }
        let sieve = Sieve::new(persons);
        for (number, delivered) in sources.reports.iter().enumerate() {
            around.note_reports(delivered);
            around.add(delivered, &sieve, |around, head, position| {
                let time = around.extract(head.se, head.month).and_then(|extract| extract.time);
                let is_late = head.reported.zip(time).is_some_and(|(reported, time)| reported > time);
                let is_refused = matches!(head.receipt, Receipt::Rejected | Receipt::Awaiting);
                let counts = !outdated.is_replaced(number, position);
                counts.then_some(Side::Line { unsettled: is_late || is_refused })
            });
        }
        for (number, delivered) in sources.extracts.iter().enumerate() {
            around.add(delivered, &sieve, |around, head, _| {
                let counts = around.coverages.get(&head.month)?.counts(number, head.se, head.month);
                counts.then_some(Side::Cell { delivery: number })
            });
        }
        Ok(around)
    }

    fn extract(&self, se: SeNumber, month: Month) -> Option<&crate::scope::Extract> {
        let coverage = self.coverages.get(&month)?;
        coverage.serving(se, month).map(|extract| &coverage.extracts[extract])
    }

    fn note_reports(&mut self, delivered: &DeliveredIncome) {
        let mut touches = false;
        let mut last = None;
        for head in &delivered.table.heads {
            if !self.coverages.contains_key(&head.month) {
                continue;
            }
            touches = true;
            if last.replace((head.se, head.month)) != Some((head.se, head.month)) {
                self.reported.insert((head.se, head.month));
            }
            if let Some(reported) = head.reported {
                let reach = self.reach.entry(head.month).or_insert(reported);
                *reach = reported.max(*reach);
            }
        }
        self.has_rejected_reports |= touches && delivered.has_rejected_rows;
    }

    fn add(
        &mut self,
        delivered: &'a DeliveredIncome,
        sieve: &Sieve<'_, 'a>,
        side: impl Fn(&Self, &IncomeHead, usize) -> Option<Side>,
    ) {
        let table = &delivered.table;
        let concerns = |head: &IncomeHead| self.coverages.contains_key(&head.month);
        let payee = |head: &IncomeHead| match head.cpr {
            Some(cpr) => (head.se, Person::Cpr(cpr)),
            None => (head.se, Person::Name(table.texts.get(head.name))),
        };
        let wanted: Vec<bool> =
            table.heads.iter().map(|head| concerns(head) && sieve.lets_through(payee(head))).collect();
        if !wanted.contains(&true) {
            return;
        }
        for (position, record) in table.records.iter().enumerate() {
            let number = index(record.head);
            if !wanted[number] {
                continue;
            }
            let head = &table.heads[number];
            let Some(side) = side(self, head, position) else { continue };
            let kind = head.income_kind.map_or(crate::rows::NO_KIND, |kind| kind.number());
            let ordinal = u32::try_from(position).expect("the number of lines was checked");
            let named = Named {
                content: (record.amount.minor(), kind, content(head, table)),
                record: RecordId::new(delivered.delivery, ordinal),
            };
            let of_month = self.sums.entry((payee(head), head.month)).or_default();
            of_month.entry(record.field).or_default().put(side, record.amount, named);
        }
    }

    /// What both points hold there; nothing reported and nothing held is a sum too.
    pub(crate) fn sum(&self, payee: Payee<'a>, month: Month, field: Field) -> Option<&Sum> {
        self.sums.get(&(payee, month))?.get(&field)
    }

    /// All fields of the person and month.
    pub(crate) fn fields(&self, payee: Payee<'a>, month: Month) -> impl Iterator<Item = (Field, &Sum)> {
        self.sums.get(&(payee, month)).into_iter().flatten().map(|(field, sum)| (*field, sum))
    }

    /// True when both the payer's reports and its extract of the month were delivered.
    pub(crate) fn is_delivered(&self, se: SeNumber, month: Month) -> bool {
        self.reported.contains(&(se, month)) && self.extract(se, month).is_some()
    }

    /// True when no row of the month's extract was rejected, and its time is known.
    pub(crate) fn is_whole(&self, se: SeNumber, month: Month) -> bool {
        self.extract(se, month).is_some_and(|extract| !extract.has_rejected_rows && extract.time.is_some())
    }

    /// True when TØK's lines of the month reach as far as the moment: a later report is among them.
    pub(crate) fn reaches(&self, month: Month, moment: Option<WallTime>) -> bool {
        self.reach.get(&month).zip(moment).is_some_and(|(reach, moment)| *reach >= moment)
    }

    /// As [`reaches`](Self::reaches), for the lines of all months together.
    pub(crate) fn reaches_anywhere(&self, moment: Option<WallTime>) -> bool {
        self.reach.values().max().zip(moment).is_some_and(|(reach, moment)| *reach >= moment)
    }

    /// When the extract of the payer and month was made.
    pub(crate) fn extract_time(&self, se: SeNumber, month: Month) -> Option<WallTime> {
        self.extract(se, month).and_then(|extract| extract.time)
    }
}

/// Which point a record is of, and what that point needs to know.
enum Side {
    Line { unsettled: bool },
    Cell { delivery: usize },
}

impl Sum {
    fn put(&mut self, side: Side, amount: Money, named: Named) {
        let first = match side {
            Side::Line { unsettled: true } => {
                self.unsettled = true;
                return;
            }
            Side::Line { unsettled: false } => {
                self.lines.push(amount);
                &mut self.first[0]
            }
            Side::Cell { delivery } => {
                self.repeated |= self.delivery.replace(delivery).is_some_and(|other| other != delivery);
                self.held = Some(self.held.unwrap_or_default() + amount);
                &mut self.first[1]
            }
        };
        if first.is_none_or(|known| (named.content) < known.content) {
            *first = Some(named);
        }
    }
}

/// The persons looked for, behind a bitmap that turns nearly everybody else away.
struct Sieve<'p, 'a> {
    persons: &'p HashSet<Payee<'a>>,
    bits: Vec<u64>,
}

const SIEVE_BITS: u64 = 1 << 20;

impl<'p, 'a> Sieve<'p, 'a> {
    fn new(persons: &'p HashSet<Payee<'a>>) -> Self {
        let mut bits = vec![0; usize::try_from(SIEVE_BITS / 64).expect("small")];
        #[expect(clippy::iter_over_hash_type, reason = "setting bits has no order")]
        for (_, person) in persons {
            let (word, bit) = Self::place(*person);
            bits[word] |= bit;
        }
        Self { persons, bits }
    }

    fn place(person: Person<'_>) -> (usize, u64) {
        let number = match person {
            Person::Cpr(cpr) => cpr.number().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40,
            Person::Name(_) => 0,
        };
        let place = number % SIEVE_BITS;
        (usize::try_from(place / 64).expect("small"), 1 << (place % 64))
    }

    fn lets_through(&self, payee: Payee<'_>) -> bool {
        let (word, bit) = Self::place(payee.1);
        self.bits[word] & bit != 0 && self.persons.contains(&payee)
    }
}
