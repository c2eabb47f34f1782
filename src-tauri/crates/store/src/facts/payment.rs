//! TØK's payments, and what NemKonto answered.

use rusqlite::Statement;
use rusqlite::params;
use trepunkt_core::code::System;
use trepunkt_core::money::Money;
use trepunkt_core::payment::AnswerRecord;
use trepunkt_core::payment::PaymentMethod;
use trepunkt_core::payment::PaymentRecord;
use trepunkt_core::payment::PaymentStatus;
use trepunkt_core::payment::ReceiverKind;
use trepunkt_core::wall_time::WallTime;

use crate::Result;
use crate::facts::table::TableRow;
use crate::row::Reader;
use crate::row::filled;

/// The largest number that ten digits write.
const RECEIVER_MAX: u64 = 9_999_999_999;

/// True when the receiver can be a CPR or CVR number at all.
pub(crate) fn has_receiver(record: &PaymentRecord) -> bool {
    record.receiver <= RECEIVER_MAX
}

impl TableRow for PaymentRecord {
    const TABLE: &'static str = "payment_record";
    const COLUMNS: &'static str = "line, payment, bundle, effectuation, system, benefit, receiver_kind, receiver, \
                                   gross_minor, net_minor, amount_minor, disposition, method, account, status, sent, \
                                   receiver_account";

    fn insert(&self, insert: &mut Statement<'_>, id: i64) -> rusqlite::Result<usize> {
        insert.execute(params![
            id,
            self.line,
            self.id,
            filled(&self.bundle),
            filled(&self.effectuation),
            self.system.number(),
            filled(&self.benefit),
            self.receiver_kind.number(),
            i64::try_from(self.receiver).expect("ten digits fit, and more were refused before"),
            self.gross.map(Money::minor),
            self.net.map(Money::minor),
            self.amount.minor(),
            self.disposition.days(),
            self.method.number(),
            filled(&self.account),
            self.status.number(),
            self.sent.map(WallTime::seconds),
            filled(&self.receiver_account),
        ])
    }

    fn read(row: Reader<'_>) -> Result<Self> {
        let receiver = |number: i64| u64::try_from(number).ok().filter(|number| *number <= RECEIVER_MAX);
        Ok(Self {
            line: row.get(0)?,
            id: row.get(1)?,
            bundle: row.text(2)?,
            effectuation: row.text(3)?,
            system: row.made(4, "et fagsystem", System::from_number)?,
            benefit: row.text(5)?,
            receiver_kind: row.made(6, "en modtagertype", ReceiverKind::from_number)?,
            receiver: row.made(7, "en modtager", receiver)?,
            gross: row.maybe_money(8)?,
            net: row.maybe_money(9)?,
            amount: row.money(10)?,
            disposition: row.date(11)?,
            method: row.made(12, "en betalingsmåde", PaymentMethod::from_number)?,
            account: row.text(13)?,
            status: row.made(14, "en betalingsstatus", PaymentStatus::from_number)?,
            sent: row.maybe_time(15)?,
            receiver_account: row.text(16)?,
        })
    }

    fn amount(&self) -> Option<Money> {
        Some(self.amount)
    }
}

impl TableRow for AnswerRecord {
    const TABLE: &'static str = "answer_record";
    const COLUMNS: &'static str = "line, payment, bundle, answer, text, time, amount_minor";

    fn insert(&self, insert: &mut Statement<'_>, id: i64) -> rusqlite::Result<usize> {
        insert.execute(params![
            id,
            self.line,
            self.payment,
            filled(&self.bundle),
            self.answer,
            filled(&self.text),
            self.time.seconds(),
            self.amount.map(Money::minor),
        ])
    }

    fn read(row: Reader<'_>) -> Result<Self> {
        Ok(Self {
            line: row.get(0)?,
            payment: row.get(1)?,
            bundle: row.text(2)?,
            answer: row.get(3)?,
            text: row.text(4)?,
            time: row.get(5).map(WallTime::from_seconds)?,
            amount: row.maybe_money(6)?,
        })
    }

    fn amount(&self) -> Option<Money> {
        self.amount
    }
}
