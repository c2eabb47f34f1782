//! Claim lines and bookings side by side.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::code::AtpScheme;
use trepunkt_core::code::ClaimType;
use trepunkt_core::company::SeNumber;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::payment_line::PaymentLine;
use trepunkt_core::period::Month;
use trepunkt_core::period::Period;
use trepunkt_core::record::AtpClaimRecord;
use trepunkt_core::record::ClaimRecord;
use trepunkt_core::result::Point;
use trepunkt_core::rule::ClaimSource;
use trepunkt_core::rule::Creditor;
use trepunkt_core::rule::RulePack;
use trepunkt_core::rule::SearchLimits;
use trepunkt_core::rule::SettlementRules;
use trepunkt_core::wall_time::Date;

use crate::Delivered;
use crate::Sources;
use crate::bookings::Booking;
use crate::content::Content;
use crate::ledger::Fact;
use crate::ledger::FactId;
use crate::ledger::Home;
use crate::ledger::Ledger;

/// Digits of a creditor number.
const CREDITOR_DIGITS: usize = 8;

/// One line of a claim.
#[derive(Clone, Debug)]
pub(super) struct Owed {
    pub(super) record: RecordId,
    pub(super) source: ClaimSource,
    pub(super) se: SeNumber,
    pub(super) due: Date,
    pub(super) amount: Money,
    /// Interest or a fee.
    pub(super) is_extra: bool,
    /// The payment id of the payment line; empty when there is none.
    pub(super) reference: String,
    /// The creditor number; empty when there is none.
    pub(super) creditor: String,
    content: Content,
    /// None for a line of another month.
    pub(super) fact: Option<FactId>,
    pub(super) is_settled: bool,
}

/// What has become of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Free,
    Placed,
    Elsewhere,
}

/// A booking that may pay a claim.
#[derive(Debug)]
pub(super) struct Paid<'a> {
    pub(super) booking: &'a Booking<'a>,
    /// The sheet whose payment line it names.
    pub(super) sheet: Option<usize>,
    /// The claims that its creditor number or its text tells of.
    pub(super) source: Option<ClaimSource>,
    /// The payment id and the creditor number that it names; empty when none.
    pub(super) reference: String,
    pub(super) creditor: String,
    pub(super) fate: Fate,
}

/// What settles together: one creditor and payment line.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) source: ClaimSource,
    /// The payment id; empty where the claim gives none, and its SE number stands for it.
    pub(super) reference: String,
    /// The creditor number; empty where the claim gives none.
    pub(super) creditor: String,
    pub(super) owed: Vec<usize>,
}

/// The lines of a sheet that fall due on one day.
#[derive(Clone, Debug)]
pub(super) struct Slip {
    pub(super) sheet: usize,
    pub(super) due: Date,
    pub(super) owed: Vec<usize>,
}

/// Claims and bookings of one run.
pub(super) struct Desk<'a> {
    pub(super) rules: &'a SettlementRules,
    creditors: &'a [Creditor],
    pub(super) search: SearchLimits,
    months: Vec<Month>,
    /// In the order of contents.
    pub(super) owed: Vec<Owed>,
    pub(super) sheets: Vec<Sheet>,
    /// In the order of contents.
    pub(super) paid: Vec<Paid<'a>>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(
        rules: &'a RulePack,
        period: Period,
        sources: &'a Sources,
        bookings: &'a [Booking<'a>],
        ledger: &mut Ledger<'_>,
    ) -> Self {
        let mut owed = lines(&sources.claims, |line| skat(line, &rules.settling(line.se, period)));
        owed.extend(lines(&sources.atp_claims, |line| atp(line, &rules.settling(line.se, period))));
        owed.sort_by(|left, right| (left.source, &left.content).cmp(&(right.source, &right.content)));
        let mut desk = Self {
            rules: &rules.settlement,
            creditors: &rules.creditors,
            search: rules.search,
            months: period.months(),
            owed,
            sheets: Vec::new(),
            paid: Vec::new(),
        };
        for place in 0..desk.owed.len() {
            let line = &desk.owed[place];
            if desk.is_in_month(line.due) {
                let fact = Fact {
                    point: Point::A,
                    record: line.record,
                    amount: line.amount,
                    content: line.content.clone(),
                    home: (Some(line.se), None),
                };
                desk.owed[place].fact = Some(ledger.enter(fact));
            }
        }
        desk.lay_out();
        desk.take_bookings(bookings);
        desk
    }

    pub(super) fn is_in_month(&self, day: Date) -> bool {
        Month::of(day.calendar()).is_some_and(|month| self.months.contains(&month))
    }

    /// True when claims of the month after were delivered, so that what pays them is known.
    pub(super) fn knows_later(&self) -> bool {
        let last = self.months.last();
        self.owed.iter().any(|line| Month::of(line.due.calendar()).is_some_and(|month| Some(&month) > last))
    }

    fn lay_out(&mut self) {
        let mut sheets: BTreeMap<(ClaimSource, String, String, Option<SeNumber>), Vec<usize>> = BTreeMap::new();
        for (place, line) in self.owed.iter().enumerate() {
            let se = line.reference.is_empty().then_some(line.se);
            let key = (line.source, line.reference.clone(), line.creditor.clone(), se);
            sheets.entry(key).or_default().push(place);
        }
        let sheet = |((source, reference, creditor, _), owed)| Sheet { source, reference, creditor, owed };
        self.sheets = sheets.into_iter().map(sheet).collect();
    }

    fn take_bookings(&mut self, bookings: &'a [Booking<'a>]) {
        let creditors: BTreeMap<String, ClaimSource> = self
            .creditors
            .iter()
            .flat_map(|creditor| creditor.numbers.iter().map(|number| (padded(number), creditor.claim)))
            .chain(self.owed.iter().map(|line| (line.creditor.clone(), line.source)))
            .filter(|(number, _)| !number.is_empty())
            .collect();
        let references: BTreeSet<&str> = self
            .sheets
            .iter()
            .map(|sheet| sheet.reference.as_str())
            .filter(|reference| !reference.is_empty())
            .collect();
        let mut paid = Vec::with_capacity(bookings.len());
        for booking in bookings {
            let (reference, creditor) = line_of(booking, &references, &creditors);
            let by_text = self
                .creditors
                .iter()
                .find(|one| one.texts.iter().any(|phrase| phrase.is_in(&booking.lower_text)))
                .map(|one| one.claim);
            let by_number = creditors.get(&creditor).copied();
            let sheet = self.sheet_of(&reference, &creditor, by_number.or(by_text));
            let source = sheet.map(|sheet| self.sheets[sheet].source).or(by_number).or(by_text);
            paid.push(Paid { booking, sheet, source, reference, creditor, fate: Fate::Free });
        }
        self.paid = paid;
    }

    /// The sheet of a payment line. SKAT and ATP may give a company one payment id, so the creditor must agree where it
    /// is known; where it is not, the text decides between them.
    fn sheet_of(&self, reference: &str, creditor: &str, told: Option<ClaimSource>) -> Option<usize> {
        let agrees = |sheet: &&Sheet| {
            !reference.is_empty()
                && sheet.reference == reference
                && (creditor.is_empty() || sheet.creditor.is_empty() || sheet.creditor == creditor)
        };
        let named: Vec<usize> =
            self.sheets.iter().enumerate().filter(|(_, sheet)| agrees(sheet)).map(|(place, _)| place).collect();
        match named[..] {
            [only] => Some(only),
            _ => {
                let mut of_text = named.into_iter().filter(|sheet| Some(self.sheets[*sheet].source) == told);
                of_text.next().filter(|_| of_text.next().is_none())
            }
        }
    }

    /// The open lines of a sheet by due day.
    pub(super) fn slips(&self, sheet: usize) -> Vec<Slip> {
        let mut slips: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
        for place in self.sheets[sheet].owed.iter().copied().filter(|place| !self.owed[*place].is_settled) {
            slips.entry(self.owed[place].due).or_default().push(place);
        }
        slips.into_iter().map(|(due, owed)| Slip { sheet, due, owed }).collect()
    }

    /// The open slips of a creditor.
    pub(super) fn slips_of(&self, source: ClaimSource) -> Vec<Slip> {
        let sheets = (0..self.sheets.len()).filter(|sheet| self.sheets[*sheet].source == source);
        sheets.flat_map(|sheet| self.slips(sheet)).collect()
    }

    pub(super) fn owed_sum(&self, owed: &[usize]) -> Money {
        owed.iter().map(|place| self.owed[*place].amount).sum()
    }

    pub(super) fn paid_sum(&self, paid: &[usize]) -> Money {
        paid.iter().map(|place| self.paid[*place].booking.amount).sum()
    }

    pub(super) fn is_free(&self, place: usize) -> bool {
        self.paid[place].fate == Fate::Free
    }

    pub(super) fn is_near(&self, place: usize, due: Date) -> bool {
        let (first, last) = self.rules.window(due);
        (first..=last).contains(&self.paid[place].booking.day)
    }

    /// The facts of lines, which the run places now, and the bridge that they share.
    pub(super) fn settle(&mut self, ledger: &mut Ledger<'_>, owed: &[usize]) -> (Vec<FactId>, Home) {
        let payers: BTreeSet<SeNumber> = owed.iter().map(|place| self.owed[*place].se).collect();
        let home = (payers.first().copied().filter(|_| payers.len() == 1), None);
        let mut facts = Vec::with_capacity(owed.len());
        for place in owed {
            self.owed[*place].is_settled = true;
            facts.extend(self.owed[*place].fact);
        }
        facts.iter().for_each(|fact| ledger.settle_in(*fact, &home));
        (facts, home)
    }

    pub(super) fn enter(&mut self, ledger: &mut Ledger<'_>, place: usize, home: &Home) -> FactId {
        let paid = &mut self.paid[place];
        assert_eq!(paid.fate, Fate::Free, "a booking is placed once");
        paid.fate = Fate::Placed;
        ledger.enter(Fact {
            point: Point::B,
            record: paid.booking.record,
            amount: paid.booking.amount,
            content: paid.booking.content.clone(),
            home: home.clone(),
        })
    }

    /// True when all of the lines fall due in the month; false when none does or some do.
    pub(super) fn are_ours(&self, owed: &[usize]) -> bool {
        owed.iter().all(|place| self.owed[*place].fact.is_some())
    }

    /// Bookings of the month that pay no claim: how many, and how they moved the accounts.
    pub(super) fn outside(&self) -> (u64, Money) {
        let outside = self.paid.iter().filter(|paid| paid.fate != Fate::Placed);
        let ours: Vec<Money> =
            outside.filter(|paid| self.is_in_month(paid.booking.day)).map(|paid| -paid.booking.amount).collect();
        (u64::try_from(ours.len()).expect("a usize fits in 64 bits"), ours.into_iter().sum())
    }
}

/// The same line in several deliveries is one line; within one delivery each stands for itself.
fn lines<F>(deliveries: &[Delivered<F>], owed: impl Fn(&F) -> Owed) -> Vec<Owed> {
    let mut copies: BTreeMap<Content, BTreeMap<[u8; 32], Vec<Owed>>> = BTreeMap::new();
    for delivered in deliveries {
        for (ordinal, facts) in (0_u32..).zip(&delivered.records) {
            let line = Owed { record: RecordId::new(delivered.delivery, ordinal), ..owed(facts) };
            copies.entry(line.content.clone()).or_default().entry(delivered.sha256).or_default().push(line);
        }
    }
    let most = |copies: BTreeMap<[u8; 32], Vec<Owed>>| copies.into_values().max_by_key(Vec::len);
    copies.into_values().filter_map(most).flatten().collect()
}

fn skat(line: &ClaimRecord, se: &SeNumber) -> Owed {
    let content = Content::default()
        .number(u64::from(line.se.number()))
        .day(Some(line.due))
        .mark(line.claim_type.number())
        .number(u64::from(line.month.ordinal()))
        .number(u64::from(line.claim_month.ordinal()))
        .day(line.last_timely)
        .money(line.amount)
        .day(line.posted)
        .text(&line.text)
        .text(&line.payment_reference);
    let (reference, creditor) = parts(&line.payment_reference);
    Owed {
        record: RecordId(0),
        source: ClaimSource::SkatKrav,
        se: *se,
        due: line.due,
        amount: line.amount,
        is_extra: matches!(line.claim_type, ClaimType::Interest | ClaimType::Fee),
        reference,
        creditor,
        content,
        fact: None,
        is_settled: false,
    }
}

fn atp(line: &AtpClaimRecord, se: &SeNumber) -> Owed {
    let content = Content::default()
        .number(u64::from(line.se.number()))
        .day(Some(line.due))
        .mark(line.scheme.number())
        .number(u64::from(line.quarter.ordinal()))
        .number(u64::from(line.claim_quarter.ordinal()))
        .text(&line.benefit)
        .money(line.amount)
        .text(&line.creditor)
        .text(&line.payment_reference);
    let (reference, creditor) = parts(&line.payment_reference);
    Owed {
        record: RecordId(0),
        source: ClaimSource::AtpKrav,
        se: *se,
        due: line.due,
        amount: line.amount,
        is_extra: matches!(line.scheme, AtpScheme::Interest | AtpScheme::Fee),
        reference,
        creditor: if creditor.is_empty() { padded(&line.creditor) } else { creditor },
        content,
        fact: None,
        is_settled: false,
    }
}

/// Payment id and creditor number of a payment line; one of no known form is its own id.
fn parts(line: &str) -> (String, String) {
    match PaymentLine::parse(line) {
        Some(line) => (line.reference.to_owned(), padded(line.creditor)),
        None => (line.trim().to_owned(), String::new()),
    }
}

/// Creditor numbers are written with and without leading zeros.
fn padded(creditor: &str) -> String {
    let digits: String = creditor.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() { String::new() } else { format!("{digits:0>CREDITOR_DIGITS$}") }
}

/// The payment id and the creditor number that a booking names: its slip, or numbers in its texts that are known.
fn line_of(
    booking: &Booking<'_>,
    references: &BTreeSet<&str>,
    creditors: &BTreeMap<String, ClaimSource>,
) -> (String, String) {
    let slip = booking.entry.slip.split_once('/').map_or("", |(_, id)| id);
    let texts = [&booking.entry.text, &booking.entry.reference, &booking.entry.slip, &booking.entry.counter_account];
    let numbers = || texts.into_iter().flat_map(|text| text.split(|letter: char| !letter.is_ascii_digit()));
    // Some banks write the creditor where the payment id belongs.
    let is_creditor = slip.len() == CREDITOR_DIGITS;
    let own = (!slip.is_empty() && !is_creditor).then_some(slip);
    let whole = || texts.into_iter().map(|text| text.trim()).find(|text| references.contains(*text));
    let reference = own.or_else(whole).or_else(|| numbers().find(|number| references.contains(*number)));
    let known = numbers().find(|number| number.len() == CREDITOR_DIGITS && creditors.contains_key(*number));
    // A payment line in the text has its creditor behind the payment id.
    let after = || {
        let id = reference.filter(|id| !id.is_empty())?;
        let (_, rest) = booking.entry.text.split_once(id)?;
        let digits: String = rest.strip_prefix('+')?.chars().take_while(char::is_ascii_digit).collect();
        (digits.len() == CREDITOR_DIGITS).then_some(digits)
    };
    // The other account of a slip is its creditor.
    let other = || {
        let digits: String = booking.entry.counter_account.chars().filter(char::is_ascii_digit).collect();
        (reference.is_some() && digits.len() == CREDITOR_DIGITS).then_some(digits)
    };
    let creditor =
        known.map(str::to_owned).or_else(after).or_else(|| is_creditor.then(|| slip.to_owned())).or_else(other);
    (reference.unwrap_or_default().to_owned(), creditor.unwrap_or_default())
}
