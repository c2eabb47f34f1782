//! TØK's list of payments and NemKonto's list of answers.

use trepunkt_core::money::Money;
use trepunkt_core::payment::PaymentMethod;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;

use super::Payroll;
use super::bundle::Bundle;
use super::payment::Fate;
use super::payment::Payment;
use super::payment::Way;
use crate::sample::calendar::DAY;
use crate::sample::calendar::HOUR;
use crate::sample::calendar::THIS;
use crate::sample::claim_files::windows_1252;
use crate::sample::files::Shelf;
use crate::sample::files::Tally;
use crate::sample::files::put;

const PAYMENT_HEADER: &str = "UdbetalingsID;BundtID;EffektueringsID;Fagsystem;Ydelse;Modtagertype;Modtager;\
                              Bruttobeløb;Efter-skat-ATP;Beløb;Dispositionsdato;Metode;Kommunekonto;Status;Sendt;\
                              Modtagerkonto\r\n";
const ANSWER_HEADER: &str = "UdbetalingsID;BundtID;Svar;Svartekst;Tidspunkt;Beløb\r\n";

/// One answer: the code, the moment and the amount.
type Answer = (u8, i64, i64);

impl Payroll<'_> {
    /// The number of a payment as TØK writes it.
    pub(super) fn id(&self, place: usize) -> String {
        format!("UDB{:04}{:09}", self.seed % 10_000, place + 1)
    }

    /// The same behind NemKonto's own eight digits, as the bank shows it.
    pub(super) fn bank_id(&self, place: usize) -> String {
        format!("{:08}{}", self.payments[place].prefix, self.id(place))
    }

    pub(super) fn bundle_of(payment: &Payment) -> Option<String> {
        match payment.way {
            Way::Bundle(place) => Some(Bundle::id(place)),
            Way::Single | Way::Outside => None,
        }
    }

    /// All payments of the month.
    pub(super) fn payment_list(&self, shelf: &mut Shelf) {
        if self.payments.is_empty() {
            return;
        }
        let mut text = format!("\u{feff}{PAYMENT_HEADER}");
        let mut tally = Tally::below_header();
        for (place, payment) in self.payments.iter().enumerate() {
            let (id, bundle) = (self.id(place), Self::bundle_of(payment).unwrap_or_default());
            put!(text, "{id};{bundle};EFF{:012}", payment.effectuation);
            put!(text, ";{};{};CPR;{}", payment.benefit.system.text(), payment.benefit.code, payment.cpr.reveal());
            for amount in [payment.gross, payment.net, payment.amount] {
                put!(text, ";{}", Money::from_minor(amount).to_file_text());
            }
            put!(text, ";{};{};", Date::from_days(payment.day).iso(), payment.method.text());
            put!(text, "{};{};", self.accounts[payment.account].digits(), payment.status().text());
            put!(text, "{};", WallTime::from_seconds(payment.sent()).iso());
            if payment.method == PaymentMethod::Alternative {
                // An account of nobody, in the form that a person's has.
                put!(text, "9999{:010}", payment.prefix);
            }
            text.push_str("\r\n");
            tally.accepted += 1;
            tally.add(payment.method.text().to_owned(), payment.amount);
        }
        let name = format!("tok-udbetaling-{}.csv", self.calendar.months[THIS]);
        shelf.put(name, SourceKind::TokUdbetaling, text.into_bytes(), tally);
    }

    /// All answers to the month's payments, in the order in which they came.
    pub(super) fn answer_list(&self, shelf: &mut Shelf) {
        let mut answers: Vec<(i64, usize, Answer)> = Vec::new();
        for (place, payment) in self.payments.iter().enumerate() {
            answers.extend(self.answers(payment).into_iter().map(|answer| (answer.1, place, answer)));
        }
        if answers.is_empty() {
            return;
        }
        answers.sort_unstable();
        let mut text = String::from(ANSWER_HEADER);
        let mut tally = Tally::below_header();
        for (_, place, (answer, time, amount)) in answers {
            let payment = &self.payments[place];
            let id = if payment.answer_has_prefix { self.bank_id(place) } else { self.id(place) };
            let bundle = Self::bundle_of(payment).unwrap_or_default();
            put!(text, "{id};{bundle};{answer};{};{}", words(answer), WallTime::from_seconds(time).iso());
            put!(text, ";{}\r\n", Money::from_minor(amount).to_file_text());
            tally.accepted += 1;
            tally.add("Beløb".to_owned(), amount);
        }
        let name = format!("nemkonto-retur-{}.csv", self.calendar.months[THIS]);
        shelf.put(name, SourceKind::NemkontoRetur, windows_1252(&text), tally);
    }

    /// What NemKonto and the bank said, one after the other: received, and then what came of it.
    fn answers(&self, payment: &Payment) -> Vec<Answer> {
        let sent = payment.sent();
        let morning = i64::from(payment.day) * DAY + 6 * HOUR;
        let mut answers = Vec::new();
        match payment.way {
            Way::Outside => return answers,
            Way::Bundle(place) if self.bundles[place].is_sent_twice => {
                answers.push((0, sent + HOUR / 2, payment.amount));
            }
            Way::Bundle(_) | Way::Single => {}
        }
        if payment.prefix.is_multiple_of(20) {
            answers.push((1, sent + HOUR, payment.amount));
        }
        answers.push((2, sent + 2 * HOUR, payment.amount));
        match payment.fate {
            Fate::Cleared | Fate::Lost | Fate::BookedTwice => answers.push((8, morning, payment.amount)),
            Fate::Changed(amount) => answers.push((8, morning, amount)),
            Fate::Rejected(answer) => answers.push((answer, morning + HOUR, payment.amount)),
            Fate::Returned => {
                answers.extend([(8, morning, payment.amount), (9, morning + DAY, payment.amount)]);
            }
        }
        answers
    }
}

fn words(answer: u8) -> &'static str {
    match answer {
        0 => "Bundtet kan ikke læses",
        1 => "Bundtet er modtaget",
        2 => "Betalingen er modtaget",
        5 => "Betalingen er stoppet",
        7 => "Ingen NemKonto",
        8 => "Modtaget i banken",
        _ => "Afvist af banken",
    }
}
