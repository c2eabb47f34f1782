//! The hash over a result: content in content order, and no identities, so that equal facts and rules hash equally.

use sha2::Digest;
use sha2::Sha256;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::record::AtpClaimRecord;
use trepunkt_core::record::ClaimRecord;
use trepunkt_core::wall_time::WallTime;

use crate::key::KeyParts;
use crate::key::Person;

/// Small pieces are gathered before they are hashed.
const BUFFER: usize = 1 << 16;

/// Content on its way into SHA-256. Every value has a fixed width or its length in front, so that no two contents
/// give the same bytes.
#[derive(Clone, Debug)]
pub(crate) struct ContentHash {
    sha: Sha256,
    buffer: Vec<u8>,
}

impl ContentHash {
    /// Starts with what kind of content follows, so that hashes of different things never meet.
    pub(crate) fn new(kind: &str) -> Self {
        let mut hash = Self { sha: Sha256::new(), buffer: Vec::with_capacity(BUFFER + 256) };
        hash.text(kind);
        hash
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= BUFFER {
            self.sha.update(&self.buffer);
            self.buffer.clear();
        }
    }

    pub(crate) fn mark(&mut self, mark: u8) {
        self.bytes(&[mark]);
    }

    pub(crate) fn number(&mut self, number: u64) {
        self.bytes(&number.to_be_bytes());
    }

    pub(crate) fn count(&mut self, count: usize) {
        self.number(u64::try_from(count).expect("a usize fits in 64 bits"));
    }

    pub(crate) fn money(&mut self, amount: Money) {
        self.bytes(&amount.minor().to_be_bytes());
    }

    pub(crate) fn maybe_money(&mut self, amount: Option<Money>) {
        self.mark(u8::from(amount.is_some()));
        self.money(amount.unwrap_or_default());
    }

    pub(crate) fn maybe_time(&mut self, time: Option<WallTime>) {
        self.mark(u8::from(time.is_some()));
        self.bytes(&time.map_or(0, WallTime::seconds).to_be_bytes());
    }

    pub(crate) fn maybe_month(&mut self, month: Option<Month>) {
        self.bytes(&month.map_or(0, Month::ordinal).to_be_bytes());
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.count(text.len());
        self.bytes(text.as_bytes());
    }

    pub(crate) fn key(&mut self, key: KeyParts<'_>) {
        let (mark, number) = match key.person {
            Person::Cpr(cpr) => (0, cpr.number()),
            Person::Name(name) => (1, u64::try_from(name.len()).expect("a usize fits in 64 bits")),
        };
        let mut bytes = [0; 17];
        bytes[..4].copy_from_slice(&key.se.number().to_be_bytes());
        bytes[4..6].copy_from_slice(&key.field.number().to_be_bytes());
        bytes[6..8].copy_from_slice(&key.month.ordinal().to_be_bytes());
        bytes[8] = mark;
        bytes[9..].copy_from_slice(&number.to_be_bytes());
        self.bytes(&bytes);
        if let Person::Name(name) = key.person {
            self.bytes(name.as_bytes());
        }
    }

    /// A claim line's content: all but the line of the file where it stood.
    pub(crate) fn claim(&mut self, line: &ClaimRecord) {
        self.bytes(&line.se.number().to_be_bytes());
        self.mark(line.claim_type.number());
        self.maybe_month(Some(line.month));
        self.maybe_month(Some(line.claim_month));
        for date in [Some(line.due), line.last_timely, line.posted] {
            self.mark(u8::from(date.is_some()));
            self.bytes(&date.map_or(0, trepunkt_core::wall_time::Date::days).to_be_bytes());
        }
        self.money(line.amount);
        self.text(&line.text);
        self.text(&line.payment_reference);
    }

    /// As [`claim`](Self::claim), for a line of ATP's.
    pub(crate) fn atp_claim(&mut self, line: &AtpClaimRecord) {
        self.bytes(&line.se.number().to_be_bytes());
        self.mark(line.scheme.number());
        self.maybe_month(Some(line.quarter));
        self.maybe_month(Some(line.claim_quarter));
        self.bytes(&line.due.days().to_be_bytes());
        self.money(line.amount);
        self.text(&line.benefit);
        self.text(&line.creditor);
        self.text(&line.payment_reference);
    }

    pub(crate) fn finish(mut self) -> [u8; 32] {
        self.sha.update(&self.buffer);
        self.sha.finalize().into()
    }

    /// The first twelve hexadecimal digits.
    pub(crate) fn short(self) -> String {
        self.finish()[..6].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_content_cannot_be_shifted_into_each_other() {
        let hash = |texts: [&str; 2]| {
            let mut hash = ContentHash::new("test");
            texts.iter().for_each(|text| hash.text(text));
            hash.short()
        };
        assert_ne!(hash(["ab", "c"]), hash(["a", "bc"]), "the lengths count");
        assert_eq!(hash(["ab", "c"]), hash(["ab", "c"]), "equal content hashes equally");
        assert_eq!(hash(["a", "b"]).len(), 12, "the short form has twelve digits");
    }

    #[test]
    fn large_content_does_not_depend_on_how_it_was_fed() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|number| u8::try_from(number % 251).unwrap_or(0)).collect();
        let mut whole = ContentHash::new("test");
        whole.bytes(&bytes);
        let mut pieces = ContentHash::new("test");
        bytes.chunks(777).for_each(|piece| pieces.bytes(piece));
        assert_eq!(whole.finish(), pieces.finish(), "the buffer leaves no trace");
    }
}
