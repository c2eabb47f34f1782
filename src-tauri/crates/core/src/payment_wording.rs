//! The Danish sentence of a difference between payments, answers, bookings and claims, generated from facts.

use crate::cause::Cause;
use crate::money::Money;
use crate::result::Pair;
use crate::wall_time::Date;
use crate::wall_time::WallTime;

/// A payment as TØK knows it, as far as a sentence needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentFacts {
    /// `Sendt`, `I kø` …
    pub status: &'static str,
    /// `NemKonto`, `Kontantbilag` …
    pub method: &'static str,
    /// When it was sent.
    pub sent: Option<WallTime>,
}

/// An answer to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerFacts {
    /// Its number.
    pub answer: u8,
    /// When.
    pub time: WallTime,
}

/// A booking of the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedFacts {
    /// The day.
    pub day: Option<Date>,
    /// As the account moves.
    pub amount: Money,
    /// What the bank wrote, masked.
    pub text: String,
}

/// The facts of one difference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentFacts {
    /// The points that disagree; none where the left point is a claim.
    pub pair: Option<Pair>,
    /// The names of the left and the right point.
    pub names: [&'static str; 2],
    /// Left minus right.
    pub amount: Money,
    /// The totals of the left and the right point at the key.
    pub totals: [Option<Money>; 2],
    /// UdbetalingsID, or the payment line of a claim; masked.
    pub payment: Option<String>,
    /// BundtID.
    pub bundle: Option<String>,
    /// The payment line or creditor where the counterpart stands instead; masked.
    pub elsewhere: Option<String>,
    /// Records of the left point.
    pub count: usize,
    /// Other explanations that fit as well.
    pub alternatives: u32,
    /// The payment, where it is one.
    pub sent: Option<SentFacts>,
    /// Its answer.
    pub answer: Option<AnswerFacts>,
    /// The bookings.
    pub booked: Vec<BookedFacts>,
    /// What the claim's lines are for, and when they fall due.
    pub claim: Option<(String, Date)>,
}

/// What an answer of NemKonto's says (nemkonto.dk, retursvar).
pub const fn answer_meaning(answer: u8) -> &'static str {
    match answer {
        0 => "kunne ikke læses",
        1 => "bundtet er modtaget",
        2 => "modtagekontrol",
        5 => "stoppet",
        7 => "ingen konto at betale til",
        8 => "modtaget i banken",
        9 => "fejl i banken",
        _ => "ukendt svar",
    }
}

/// Says in a sentence or two what happened.
pub fn sentence(cause: Cause, facts: &PaymentFacts) -> String {
    match cause {
        Cause::PaymentRejected => rejected(facts),
        Cause::PaymentNotCleared => not_cleared(facts),
        Cause::BankOnly => bank_only(facts),
        Cause::OutsideNemkonto => {
            let method = facts.sent.as_ref().map_or(cause.label(), |sent| sent.method);
            format!("{method}: konteres, trækkes ikke i banken. {} kr.", facts.amount)
        }
        Cause::WrongCreditor => wrong_creditor(facts),
        Cause::InterestOrFee => {
            format!("{} er ikke betalt: renter eller gebyr, {} kr.", claim(facts), facts.amount)
        }
        Cause::Unexplained => format!(
            "{}: banken har trukket beløbet, men NemKonto har ikke svaret. Ingen regel forklarer {} kr.",
            name(facts),
            facts.amount
        ),
        _ => differs(facts),
    }
}

/// `U1`, `bundt B1`
fn name(facts: &PaymentFacts) -> String {
    match (&facts.payment, &facts.bundle) {
        (Some(payment), _) => payment.clone(),
        (None, Some(bundle)) => format!("Bundt {bundle}"),
        (None, None) => "En betaling".to_owned(),
    }
}

fn answered(facts: &PaymentFacts) -> Option<String> {
    let answer = facts.answer.as_ref()?;
    Some(format!("{} ({}) {}", answer.answer, answer_meaning(answer.answer), answer.time))
}

fn sent(facts: &PaymentFacts) -> String {
    let time = facts.sent.as_ref().and_then(|sent| sent.sent);
    time.map_or_else(|| "sendt".to_owned(), |time| format!("sendt {time}"))
}

fn day(booked: &BookedFacts) -> String {
    booked.day.map_or_else(|| "(dato ikke oplyst)".to_owned(), |day| day.to_string())
}

fn rejected(facts: &PaymentFacts) -> String {
    if let Some(booked) = facts.booked.iter().find(|booked| booked.amount > Money::ZERO) {
        return format!("Banken førte {} kr. for {} tilbage {}.", booked.amount, name(facts), day(booked));
    }
    match (answered(facts), &facts.sent) {
        (Some(answer), _) => {
            format!("NemKonto/banken svarede {answer} på {}. {} kr. er ikke udbetalt.", name(facts), facts.amount)
        }
        (None, Some(sent)) => format!(
            "TØK har status {} for {}, og NemKonto har ikke svaret. {} kr. er ikke udbetalt.",
            sent.status,
            name(facts),
            facts.amount
        ),
        (None, None) => format!("{} er afvist. {} kr. er ikke udbetalt.", name(facts), facts.amount),
    }
}

fn not_cleared(facts: &PaymentFacts) -> String {
    let amount = facts.amount;
    if facts.claim.is_some() {
        return format!("{} er ikke betalt. {amount} kr. mangler i banken.", claim(facts));
    }
    if facts.payment.is_some() {
        return match (answered(facts), &facts.sent) {
            (Some(answer), _) if facts.pair == Some(Pair::BC) => {
                format!(
                    "{}: {}, svar {answer}, men ikke på kontoudtoget. {amount} kr. er ikke trukket.",
                    name(facts),
                    sent(facts)
                )
            }
            (Some(answer), _) => {
                format!(
                    "{}: {}, svar {answer}, og intet siden. {amount} kr. er ikke trukket.",
                    name(facts),
                    sent(facts)
                )
            }
            (None, Some(state)) if state.sent.is_none() => {
                format!(
                    "{} har status {} og er ikke besvaret. {amount} kr. er ikke trukket.",
                    name(facts),
                    state.status
                )
            }
            (None, _) => {
                format!("{}: {}, men NemKonto har ikke svaret. {amount} kr. er ikke trukket.", name(facts), sent(facts))
            }
        };
    }
    let others = match facts.alternatives {
        0 => String::new(),
        1 => " Én anden sammensætning passer lige så godt.".to_owned(),
        count => format!(" {count} andre sammensætninger passer lige så godt."),
    };
    let of_what = facts.bundle.as_ref().map_or_else(|| "Kontoen".to_owned(), |bundle| format!("Bundt {bundle}"));
    match (facts.totals[0], facts.totals[1]) {
        (Some(left), Some(right)) => {
            format!("{of_what}: banken har trukket {right} kr. af {left} kr.; {amount} kr. mangler.{others}")
        }
        _ => {
            let payments =
                if facts.count == 1 { "1 betaling".to_owned() } else { format!("{} betalinger", facts.count) };
            format!("{of_what}: {payments} på i alt {amount} kr. er ikke på kontoudtoget.{others}")
        }
    }
}

fn bank_only(facts: &PaymentFacts) -> String {
    let surplus = -facts.amount;
    let Some(booked) = facts.booked.first() else {
        let answer = answered(facts).unwrap_or_else(|| "(svar ikke oplyst)".to_owned());
        return format!("NemKonto svarede {answer} på {}, {surplus} kr., som TØK ikke kender.", name(facts));
    };
    let (right, text) = (day(booked), booked.text.trim());
    if facts.claim.is_some() || facts.pair.is_none() {
        return format!("Bankpost {right} {text} {surplus} kr. uden krav.");
    }
    match (&facts.payment, &facts.bundle) {
        (None, None) => format!("Bankpost {right} {text} {surplus} kr. uden udbetaling."),
        _ => format!("Banken har {right} trukket {surplus} kr. på {} ud over det, NemKonto har godkendt.", name(facts)),
    }
}

fn wrong_creditor(facts: &PaymentFacts) -> String {
    let own = facts.payment.as_deref().unwrap_or("en anden");
    let other = facts.elsewhere.as_deref().unwrap_or("en anden kreditor");
    if facts.claim.is_some() || facts.booked.is_empty() {
        let paid = facts.totals[0].unwrap_or(facts.amount);
        format!("Betalingen på {paid} kr. gik til {other}; kravet nævner {own}.")
    } else {
        format!("Betalingen på {} kr. gik til {own}; kravet nævner {other}.", -facts.amount)
    }
}

fn claim(facts: &PaymentFacts) -> String {
    match &facts.claim {
        Some((what, due)) => format!("Kravet på {what} til betaling {due}"),
        None => "Kravet".to_owned(),
    }
}

fn differs(facts: &PaymentFacts) -> String {
    let said = |amount: Option<Money>| amount.map_or_else(|| "intet".to_owned(), |amount| format!("{amount} kr."));
    let [left, right] = facts.names;
    let what =
        if facts.payment.is_some() || facts.bundle.is_some() { format!("{}: ", name(facts)) } else { String::new() };
    format!(
        "{what}{left} har {}, {right} har {}; forskel {} kr.",
        said(facts.totals[0]),
        said(facts.totals[1]),
        facts.amount
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> PaymentFacts {
        PaymentFacts {
            pair: Some(Pair::AB),
            names: ["TØK", "NemKonto"],
            amount: Money::from_minor(953_800),
            totals: [Some(Money::from_minor(953_800)), None],
            payment: Some("U1".to_owned()),
            count: 1,
            sent: Some(SentFacts {
                status: "Sendt",
                method: "Kontantbilag",
                sent: Some(WallTime::from_seconds(1_793_174_400)),
            }),
            answer: Some(AnswerFacts { answer: 9, time: WallTime::from_seconds(1_793_253_600) }),
            ..PaymentFacts::default()
        }
    }

    fn check(cause: Cause, facts: &PaymentFacts, expected: &str) {
        assert_eq!(sentence(cause, facts), expected, "{cause:?}");
    }

    #[test]
    fn a_refused_payment_is_told_by_answer_status_or_return() {
        let own = facts();
        check(
            Cause::PaymentRejected,
            &own,
            "NemKonto/banken svarede 9 (fejl i banken) 29-10-2026 06:00 på U1. 9.538,00 kr. er ikke udbetalt.",
        );
        check(
            Cause::PaymentRejected,
            &PaymentFacts { answer: None, ..own.clone() },
            "TØK har status Sendt for U1, og NemKonto har ikke svaret. 9.538,00 kr. er ikke udbetalt.",
        );
        let booked = vec![BookedFacts {
            day: Some(Date::from_days(20_757)),
            amount: Money::from_minor(953_800),
            text: String::new(),
        }];
        check(
            Cause::PaymentRejected,
            &PaymentFacts { booked, ..own },
            "Banken førte 9.538,00 kr. for U1 tilbage 31-10-2026.",
        );
    }

    #[test]
    fn what_is_not_drawn_is_told_for_a_payment_and_for_a_bundle() {
        let own = PaymentFacts { pair: Some(Pair::BC), ..facts() };
        check(
            Cause::PaymentNotCleared,
            &own,
            "U1: sendt 28-10-2026 08:00, svar 9 (fejl i banken) 29-10-2026 06:00, men ikke på kontoudtoget. 9.538,00 kr. er ikke trukket.",
        );
        let bundle = PaymentFacts {
            payment: None,
            bundle: Some("B1".to_owned()),
            totals: [Some(Money::from_minor(1_000_000)), Some(Money::from_minor(46_200))],
            alternatives: 2,
            ..own
        };
        check(
            Cause::PaymentNotCleared,
            &bundle,
            "Bundt B1: banken har trukket 462,00 kr. af 10.000,00 kr.; 9.538,00 kr. mangler. 2 andre sammensætninger passer lige så godt.",
        );
    }

    #[test]
    fn a_payment_to_another_creditor_is_told_from_both_sides() {
        let claim = PaymentFacts { elsewhere: Some("81234567".to_owned()), ..facts() };
        check(Cause::WrongCreditor, &claim, "Betalingen på 9.538,00 kr. gik til 81234567; kravet nævner U1.");
        let booked = vec![BookedFacts { day: None, amount: Money::ZERO, text: String::new() }];
        let paid = PaymentFacts { booked, amount: Money::from_minor(-953_800), ..claim };
        check(Cause::WrongCreditor, &paid, "Betalingen på 9.538,00 kr. gik til U1; kravet nævner 81234567.");
    }

    #[test]
    fn no_cause_is_left_without_a_sentence() {
        for cause in Cause::ALL {
            let said = sentence(*cause, &PaymentFacts::default());
            assert!(said.ends_with('.') && !said.contains(".."), "{cause:?} says something: {said}");
        }
    }
}
