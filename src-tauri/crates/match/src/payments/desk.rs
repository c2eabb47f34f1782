//! Everything on one desk: the payments of the month and their neighbours, what was answered, and the bookings that
//! may be theirs.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::bank::names_account;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::payment::AnswerRecord;
use trepunkt_core::payment::PaymentRecord;
use trepunkt_core::payment::PaymentStatus;
use trepunkt_core::period::Month;
use trepunkt_core::period::Period;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::result::Point;
use trepunkt_core::result::RunNote;
use trepunkt_core::rule::PaymentRules;
use trepunkt_core::rule::RulePack;
use trepunkt_core::rule::SearchLimits;
use trepunkt_core::wall_time::Date;

use crate::Sources;
use crate::bookings::Booking;
use crate::ledger::Fact;
use crate::ledger::FactId;
use crate::ledger::Home;
use crate::ledger::Ledger;
use crate::payments::known;
use crate::payments::known::Known;
use crate::payments::known::Meaning;
use crate::payments::known::Names;

/// A payment as the points know it.
#[derive(Debug)]
pub(super) struct Due<'a> {
    /// UdbetalingsID as TØK writes it, or as the answer does where TØK knows none.
    pub(super) id: &'a str,
    pub(super) bundle: &'a str,
    /// The municipality's account; empty where only an answer is known.
    pub(super) account: &'a str,
    pub(super) payment: Option<Known<'a, PaymentRecord>>,
    pub(super) answer: Option<(Known<'a, AnswerRecord>, Meaning)>,
    /// Its fact at A and at B; none for a payment of another month.
    pub(super) sent_fact: Option<FactId>,
    pub(super) answer_fact: Option<FactId>,
    /// What the bank should have drawn: what B holds; for another month's payment without answer what was sent.
    pub(super) amount: Money,
    /// It belongs to the month.
    pub(super) is_ours: bool,
    /// The pair B–C has placed it.
    pub(super) is_settled: bool,
}

/// What has become of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Free,
    /// It is in scope and placed.
    Placed,
    /// It belongs to another month's payments.
    Elsewhere,
}

/// Whom a booking names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Payment(usize),
    Bundle(usize),
    Nobody,
}

/// A booking that may be a payment's.
#[derive(Debug)]
pub(super) struct Drawn<'a> {
    pub(super) booking: &'a Booking<'a>,
    pub(super) named: Named,
    /// The municipality's account that it stands on, where one is known.
    pub(super) account: Option<&'a str>,
    /// Its text is NemKonto's.
    pub(super) is_nemkontos: bool,
    pub(super) fate: Fate,
}

/// Payments, answers and bookings of one run.
pub(super) struct Desk<'a> {
    pub(super) rules: &'a PaymentRules,
    pub(super) search: SearchLimits,
    pub(super) months: Vec<Month>,
    /// In the order of ids.
    pub(super) dues: Vec<Due<'a>>,
    /// Names of bundles, in order, with the payments in each.
    pub(super) bundles: Vec<(&'a str, Vec<usize>)>,
    /// In the order of contents.
    pub(super) drawn: Vec<Drawn<'a>>,
    /// The last day that a statement of each account covers.
    pub(super) covered: BTreeMap<&'a str, Date>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(
        rules: &'a RulePack,
        period: Period,
        sources: &'a Sources,
        bookings: &'a [Booking<'a>],
        ledger: &mut Ledger<'_>,
    ) -> Self {
        let mut desk = Self {
            rules: &rules.payments,
            search: rules.search,
            months: period.months(),
            dues: Vec::new(),
            bundles: Vec::new(),
            drawn: Vec::new(),
            covered: BTreeMap::new(),
        };
        let by_id = desk.take_payments(sources, ledger);
        desk.take_answers(sources, by_id, ledger);
        desk.take_bundles();
        desk.take_bookings(sources, bookings);
        desk
    }

    pub(super) fn is_in_month(&self, day: Date) -> bool {
        Month::of(day.calendar()).is_some_and(|month| self.months.contains(&month))
    }

    /// Payments outside NemKonto have a fact and no place among the dues.
    fn take_payments(&mut self, sources: &'a Sources, ledger: &mut Ledger<'_>) -> Names<'a> {
        let (payments, moved) = known::payments(sources);
        if moved > 0 {
            ledger.notes.insert(RunNote::AmountMovedBetweenDeliveries(moved));
        }
        let mut names = Names::default();
        for payment in payments {
            let facts = payment.facts;
            let is_ours = self.is_in_month(facts.disposition);
            let sent_fact = is_ours.then(|| {
                ledger.enter(Fact {
                    point: Point::A,
                    record: payment.record,
                    amount: facts.amount,
                    content: payment.content.clone(),
                    home: home(&facts.account),
                })
            });
            names.add(&facts.id, self.dues.len());
            self.dues.push(Due {
                id: &facts.id,
                bundle: &facts.bundle,
                account: &facts.account,
                payment: Some(payment),
                answer: None,
                sent_fact,
                answer_fact: None,
                amount: Money::ZERO,
                is_ours,
                is_settled: false,
            });
        }
        names
    }

    fn take_answers(&mut self, sources: &'a Sources, names: Names<'a>, ledger: &mut Ledger<'_>) {
        for answer in known::answers(sources, self.rules) {
            let found = names.find(&answer.facts.payment).filter(|place| {
                let method = self.dues[*place].payment.as_ref().map(|payment| payment.facts.method);
                method.is_some_and(trepunkt_core::payment::PaymentMethod::goes_through_nemkonto)
            });
            match found {
                Some(place) => {
                    let due = &mut self.dues[place];
                    let kept = match due.answer.take() {
                        Some((before, _)) => known::later(before, answer, self.rules),
                        None => answer,
                    };
                    let meaning = known::meaning(kept.facts, self.rules);
                    due.answer = Some((kept, meaning));
                }
                None => self.take_stray_answer(answer),
            }
        }
        for due in &mut self.dues {
            due.weigh(ledger);
        }
    }

    /// An answer to a payment that TØK does not know matters where it says that money goes out.
    fn take_stray_answer(&mut self, answer: Known<'a, AnswerRecord>) {
        let meaning = known::meaning(answer.facts, self.rules);
        let day = Date::from_days(i32::try_from(answer.facts.time.seconds().div_euclid(86_400)).unwrap_or(i32::MAX));
        let says_amount = answer.facts.amount.is_some_and(|amount| !amount.is_zero());
        if meaning == Meaning::Accepted && says_amount && self.is_in_month(day) {
            self.dues.push(Due {
                id: &answer.facts.payment,
                bundle: &answer.facts.bundle,
                account: "",
                payment: None,
                answer: Some((answer, meaning)),
                sent_fact: None,
                answer_fact: None,
                amount: Money::ZERO,
                is_ours: true,
                is_settled: false,
            });
        }
    }

    fn take_bundles(&mut self) {
        let mut bundles: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, due) in self.dues.iter().enumerate() {
            if !due.bundle.is_empty() && due.goes_through_nemkonto() {
                bundles.entry(due.bundle).or_default().push(place);
            }
        }
        self.bundles = bundles.into_iter().collect();
    }

    fn take_bookings(&mut self, sources: &'a Sources, bookings: &'a [Booking<'a>]) {
        let accounts: BTreeSet<&'a str> =
            self.dues.iter().map(|due| due.account).filter(|account| !account.is_empty()).collect();
        let (mut payments, mut bundles) = (Names::default(), Names::default());
        for (place, due) in self.dues.iter().enumerate().filter(|(_, due)| due.goes_through_nemkonto()) {
            payments.add(due.id, place);
        }
        for (place, (name, _)) in self.bundles.iter().enumerate() {
            bundles.add(name, place);
        }
        let mut known_accounts: BTreeMap<&str, Option<&'a str>> = BTreeMap::new();
        for booking in bookings {
            let account = *known_accounts.entry(booking.account).or_insert_with(|| {
                let mut on = accounts.iter().filter(|own| names_account(booking.account, own));
                match (on.next(), on.next()) {
                    (Some(account), None) => Some(*account),
                    _ => None,
                }
            });
            let named = names(booking, &payments, &bundles);
            let is_nemkontos = self.rules.texts.iter().any(|phrase| phrase.is_in(&booking.lower_text));
            // An account that TØK does not pay from is none of the reconciliation's, unless its bookings name payments.
            let is_foreign = account.is_none() && !booking.account.trim().is_empty();
            let of_nobody = named == Named::Nobody && (!is_nemkontos || is_foreign);
            let fate = if of_nobody { Fate::Elsewhere } else { Fate::Free };
            self.drawn.push(Drawn { booking, named, account, is_nemkontos, fate });
        }
        let statements = sources.banks.iter().flat_map(|delivered| &delivered.table.statements);
        let ends = statements.filter_map(|statement| Some((statement.account.as_str(), statement.to?)));
        let mut last_days: BTreeMap<&str, Date> = BTreeMap::new();
        for (written, day) in ends.chain(bookings.iter().map(|booking| (booking.account, booking.day))) {
            let last = last_days.entry(written).or_insert(day);
            *last = (*last).max(day);
        }
        for (written, day) in last_days {
            for account in accounts.iter().filter(|own| names_account(written, own)) {
                let last = self.covered.entry(account).or_insert(day);
                *last = (*last).max(day);
            }
        }
    }

    /// The fact of a booking that is in scope after all.
    pub(super) fn enter(&mut self, ledger: &mut Ledger<'_>, place: usize, home: &Home) -> FactId {
        let drawn = &mut self.drawn[place];
        assert_eq!(drawn.fate, Fate::Free, "a booking is placed once");
        drawn.fate = Fate::Placed;
        ledger.enter(Fact {
            point: Point::C,
            record: drawn.booking.record,
            amount: drawn.booking.amount,
            content: drawn.booking.content.clone(),
            home: home.clone(),
        })
    }

    /// Facts of bookings that are in scope.
    pub(super) fn enter_all(&mut self, ledger: &mut Ledger<'_>, places: &[usize], home: &Home) -> Vec<FactId> {
        places.iter().map(|place| self.enter(ledger, *place, home)).collect()
    }

    /// The facts at B of payments, which the pair B–C places now.
    pub(super) fn settle(&mut self, places: &[usize]) -> Vec<FactId> {
        let mut facts = Vec::with_capacity(places.len());
        for place in places {
            let due = &mut self.dues[*place];
            due.is_settled = true;
            facts.extend(due.answer_fact.filter(|_| !due.amount.is_zero()));
        }
        facts
    }

    /// The payments that B holds and no booking has been found for.
    pub(super) fn open(&self, places: &[usize]) -> Vec<usize> {
        let is_open = |place: &usize| !self.dues[*place].is_settled && !self.dues[*place].amount.is_zero();
        places.iter().copied().filter(is_open).collect()
    }

    pub(super) fn sum(&self, dues: &[usize]) -> Money {
        dues.iter().map(|place| self.dues[*place].amount).sum()
    }

    pub(super) fn drawn_sum(&self, drawn: &[usize]) -> Money {
        drawn.iter().map(|place| self.drawn[*place].booking.amount).sum()
    }

    pub(super) fn are_ours(&self, dues: &[usize]) -> bool {
        dues.iter().all(|place| self.dues[*place].is_ours)
    }

    pub(super) fn send_elsewhere(&mut self, drawn: &[usize]) {
        drawn.iter().for_each(|place| self.drawn[*place].fate = Fate::Elsewhere);
    }

    /// Bookings of the month that do not belong to the reconciliation: how many, and how they moved the accounts.
    pub(super) fn outside(&self) -> (u64, Money) {
        let outside = self.drawn.iter().filter(|drawn| drawn.fate != Fate::Placed);
        let ours: Vec<Money> =
            outside.filter(|drawn| self.is_in_month(drawn.booking.day)).map(|drawn| -drawn.booking.amount).collect();
        (u64::try_from(ours.len()).expect("a usize fits in 64 bits"), ours.into_iter().sum())
    }
}

impl Due<'_> {
    pub(super) fn goes_through_nemkonto(&self) -> bool {
        self.payment.as_ref().is_none_or(|payment| payment.facts.method.goes_through_nemkonto())
    }

    pub(super) fn meaning(&self) -> Option<Meaning> {
        self.answer.as_ref().map(|(_, meaning)| *meaning)
    }

    pub(super) fn home(&self) -> Home {
        home(self.account)
    }

    pub(super) fn key(&self) -> DifferenceKey {
        let named = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        DifferenceKey {
            payment: named(self.id),
            bundle: named(self.bundle),
            account: named(self.account),
            ..DifferenceKey::default()
        }
    }

    /// The payment's own record, to tell what a difference of another pair is about.
    pub(super) fn about(&self) -> Vec<(Point, RecordId)> {
        let sent = self.sent_fact.and(self.payment.as_ref());
        sent.map(|payment| (Point::A, payment.record)).into_iter().collect()
    }

    /// Settles what B holds of it.
    fn weigh(&mut self, ledger: &mut Ledger<'_>) {
        let sent = self.payment.as_ref().map(|payment| payment.facts);
        match &self.answer {
            Some((answer, meaning)) => {
                self.amount = known::held(answer.facts, *meaning, sent.map(|payment| payment.amount));
                if self.is_ours {
                    self.answer_fact = Some(ledger.enter(Fact {
                        point: Point::B,
                        record: answer.record,
                        amount: self.amount,
                        content: answer.content.clone(),
                        home: home(self.account),
                    }));
                }
            }
            None if !self.is_ours => {
                let was_sent = |payment: &&PaymentRecord| {
                    payment.method.goes_through_nemkonto()
                        && matches!(payment.status, PaymentStatus::Sent | PaymentStatus::Done)
                };
                self.amount = sent.filter(was_sent).map(|payment| payment.amount).unwrap_or_default();
            }
            None => {}
        }
    }
}

pub(super) fn home(account: &str) -> Home {
    (None, (!account.is_empty()).then(|| account.to_owned()))
}

/// A payment goes before a bundle, and the booking's own words before those of its collective entry.
fn names(booking: &Booking<'_>, payments: &Names<'_>, bundles: &Names<'_>) -> Named {
    let payment = booking.references().find_map(|reference| payments.find(reference));
    let own = || booking.references().find_map(|reference| bundles.find(reference));
    let bundle = || own().or_else(|| bundles.find(booking.batch));
    payment.map(Named::Payment).or_else(|| bundle().map(Named::Bundle)).unwrap_or(Named::Nobody)
}
