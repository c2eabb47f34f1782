//! Identities. A bare number never stands for one of these.

use std::fmt;

/// One imported file, numbered from 1 in each workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeliveryId(pub u32);

/// One record: its delivery in the upper half, its ordinal within the delivery in the lower.
///
/// So all records of a delivery are neighbours, and no index is needed to find them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub i64);

/// One execution of one reconciliation for one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub i64);

/// One entry of the operation log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationId(pub i64);

impl RecordId {
    /// The record with this ordinal (from 0) in the delivery.
    pub fn new(delivery: DeliveryId, ordinal: u32) -> Self {
        Self((i64::from(delivery.0) << 32) | i64::from(ordinal))
    }

    /// The delivery that brought the record.
    pub fn delivery(self) -> DeliveryId {
        DeliveryId(u32::try_from(self.0 >> 32).expect("a record id holds a 31-bit delivery number"))
    }

    /// The record's place within its delivery, from 0.
    pub fn ordinal(self) -> u32 {
        u32::try_from(self.0 & 0xFFFF_FFFF).expect("masked to 32 bits")
    }
}

impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "D{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_id_gives_back_what_it_was_made_of() {
        let id = RecordId::new(DeliveryId(7), u32::MAX);
        assert_eq!((id.delivery(), id.ordinal()), (DeliveryId(7), u32::MAX), "both halves survive");
        assert!(RecordId::new(DeliveryId(7), 1) < RecordId::new(DeliveryId(8), 0), "deliveries do not interleave");
    }
}
