//! What must be found of payments and of the settlement of claims.

use serde_json::Value;
use serde_json::json;

use super::Payroll;
use super::booking::Of;
use super::payment::Fate;
use super::payment::Payment;
use super::plant::PaymentPlant;
use crate::sample::calendar::THIS;

impl Payroll<'_> {
    /// The reconciliation `bank` of the period: a difference for each payment that went wrong, for each bundle where
    /// several payments may be the missing one, and for each booking without payment.
    pub(super) fn expected_of_bank(&self) -> Value {
        let mut planted: Vec<Value> =
            self.payments.iter().enumerate().filter_map(|(place, payment)| self.planted(place, payment)).collect();
        planted.extend(self.bookings_without_payment());
        json!({
            "period": self.calendar.months[THIS].to_string(),
            "points": self.points(None),
            "bridges": self.bridges(),
            "planted": planted,
        })
    }

    fn planted(&self, place: usize, payment: &Payment) -> Option<Value> {
        let plant = payment.plant?;
        let bundle = Self::bundle_of(payment);
        let names_payment = plant != PaymentPlant::ShortBundleSeveral;
        let fitting = bundle.as_ref().and_then(|_| self.fitting(payment));
        let held = match plant.between() {
            "A-B" => [Some(payment.amount), Some(payment.taken_on()).filter(|amount| *amount != 0), None],
            _ => [None, Some(payment.taken_on()), Some(self.booked_in_all(payment)).filter(|amount| *amount != 0)],
        };
        let (left, right) = if plant.between() == "A-B" { (held[0], held[1]) } else { (held[1], held[2]) };
        let mut entry = json!({
            "kind": plant.code(),
            "cause": plant.cause().code(),
            "between": plant.between(),
            "key": {
                "payment": names_payment.then(|| self.id(place)),
                "bundle": bundle,
                "account": self.accounts[payment.account].digits(),
            },
            "difference_minor": left.unwrap_or(0) - right.unwrap_or(0),
        });
        if let Some(fitting) = fitting.filter(|fitting| *fitting > 1) {
            entry["alternatives"] = json!(fitting);
        }
        Some(entry)
    }

    fn fitting(&self, payment: &Payment) -> Option<usize> {
        match payment.way {
            super::payment::Way::Bundle(place) => Some(self.bundles[place].fitting),
            _ => None,
        }
    }

    /// What stands on the statements for a payment, all told.
    fn booked_in_all(&self, payment: &Payment) -> i64 {
        match payment.fate {
            Fate::BookedTwice => 2 * payment.booked(),
            Fate::Returned => 0,
            _ => payment.booked(),
        }
    }

    fn bookings_without_payment(&self) -> Vec<Value> {
        let mut found = Vec::new();
        for (account, bookings) in self.accounts.iter().zip(&self.bookings) {
            let alone = bookings.iter().filter(|booking| booking.of == Of::Nemkonto && !booking.reference.is_empty());
            found.extend(alone.map(|booking| {
                json!({
                    "kind": PaymentPlant::BankOnly.code(),
                    "cause": PaymentPlant::BankOnly.cause().code(),
                    "between": PaymentPlant::BankOnly.between(),
                    "key": { "payment": null, "bundle": null, "account": account.digits() },
                    "difference_minor": booking.amount,
                })
            }));
        }
        found
    }

    /// Sums of the three points, of one account or of all.
    fn points(&self, account: Option<usize>) -> Value {
        let counts = |of: usize| account.is_none_or(|account| account == of);
        let payments = self.payments.iter().filter(|payment| counts(payment.account));
        let (mut sent, mut taken_on) = (0, 0);
        for payment in payments {
            sent += payment.amount;
            taken_on += payment.taken_on();
        }
        let bookings =
            self.bookings.iter().enumerate().filter(|(of, _)| counts(*of)).flat_map(|(_, bookings)| bookings);
        let booked: i64 = bookings.filter(|booking| booking.is_of_nemkonto()).map(|booking| -booking.amount).sum();
        json!({ "A": { "sum_minor": sent }, "B": { "sum_minor": taken_on }, "C": { "sum_minor": booked } })
    }

    fn bridges(&self) -> Vec<Value> {
        let of = |account: usize| json!({ "account": self.accounts[account].digits(), "points": self.points(Some(account)) });
        let used = |account: &usize| self.payments.iter().any(|payment| payment.account == *account);
        (0..super::ACCOUNTS).filter(used).map(of).collect()
    }

    /// The reconciliation `krav-betaling` of the period: what was not paid, or not to whom it was owed.
    pub(super) fn expected_of_settlement(&self) -> Value {
        let planted = self.settlements.iter().map(|settlement| {
            json!({
                "kind": settlement.kind,
                "cause": settlement.cause.code(),
                "between": "A-B",
                "key": { "se": self.companies[settlement.payer].to_string() },
                "a_minor": settlement.claimed,
                "b_minor": settlement.paid,
                "difference_minor": settlement.claimed - settlement.paid,
            })
        });
        json!({
            "period": self.calendar.months[THIS].to_string(),
            "planted": planted.collect::<Vec<_>>(),
        })
    }
}
