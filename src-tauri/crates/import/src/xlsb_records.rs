//! The records of a sheet of XLSB as they stream by ([MS-XLSB] 2.1.4): each is a type and a length, seven bits a byte,
//! and its content.

/// A row's head; its cells follow.
const ROW: u32 = 0;
/// Cells that say no column of their own: the reading library passes over them.
const SHORT_CELLS: std::ops::RangeInclusive<u32> = 12..=18;
/// An area of merged cells.
const MERGED: u32 = 176;
/// As much of a record as is looked at.
const HEAD: usize = 16;

/// What the records of a sheet say.
#[derive(Default)]
pub(crate) struct Records {
    pub(crate) hidden_rows: u32,
    pub(crate) short_cells: u32,
    /// The last row of each area of merged cells, as the spreadsheet numbers it.
    pub(crate) merged: Vec<u32>,
    stage: Stage,
    kind: u32,
    length: u32,
    /// Bytes of the content that are still to come.
    left: u32,
    head: Vec<u8>,
}

/// What the next byte belongs to.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Kind,
    /// The second byte of a type.
    KindGoesOn,
    /// That byte of the length, from 0.
    Length(u32),
    Content,
}

impl Records {
    pub(crate) fn take(&mut self, mut bytes: &[u8]) {
        while let Some((byte, rest)) = bytes.split_first() {
            if self.stage != Stage::Content {
                bytes = rest;
                self.begin(*byte);
                continue;
            }
            let length = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len());
            let (content, rest) = bytes.split_at(length);
            let wanted = HEAD.saturating_sub(self.head.len()).min(content.len());
            self.head.extend_from_slice(&content[..wanted]);
            self.left -= u32::try_from(length).unwrap_or(self.left);
            bytes = rest;
            if self.left == 0 {
                self.end();
            }
        }
    }

    /// One more byte of type and length.
    fn begin(&mut self, byte: u8) {
        let bits = u32::from(byte & 0x7F);
        let goes_on = byte & 0x80 != 0;
        match self.stage {
            Stage::Kind => {
                self.kind = bits;
                self.stage = if goes_on { Stage::KindGoesOn } else { Stage::Length(0) };
            }
            Stage::KindGoesOn => {
                self.kind |= bits << 7;
                self.stage = Stage::Length(0);
            }
            Stage::Length(at) => {
                self.length |= bits << (7 * at);
                self.stage = if goes_on && at < 3 { Stage::Length(at + 1) } else { Stage::Content };
            }
            Stage::Content => {}
        }
        if self.stage == Stage::Content {
            self.left = self.length;
            if self.left == 0 {
                self.end();
            }
        }
    }

    fn end(&mut self) {
        match self.kind {
            // fDyZero: the row has no height.
            ROW => self.hidden_rows += u32::from(self.head.get(11).is_some_and(|flags| flags & 0x10 != 0)),
            MERGED => {
                let last = self.head.get(4..).and_then(|rest| rest.first_chunk::<4>()).copied().map(u32::from_le_bytes);
                self.merged.extend(last.map(|row| row.saturating_add(1)));
            }
            kind if SHORT_CELLS.contains(&kind) => self.short_cells += 1,
            _ => {}
        }
        self.head.clear();
        (self.stage, self.kind, self.length) = (Stage::Kind, 0, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: &[u8], content: &[u8]) -> Vec<u8> {
        let length = u8::try_from(content.len()).expect("a short record");
        [kind, &[length], content].concat()
    }

    #[test]
    fn records_are_seen_whatever_the_pieces() {
        let mut row = [0; 17];
        row[11] = 0x10;
        let mut merged = [0; 16];
        merged[4] = 6;
        let long = [&[0x81, 0x01, 0x80, 0x01][..], &[0; 128]].concat();
        let sheet = [
            record(&[0], &[0; 17]),
            record(&[0], &row),
            record(&[2], &[0; 12]),
            long,
            record(&[0xB0, 0x01], &merged),
            record(&[13], &[0; 8]),
            record(&[0x91, 0x01], &[]),
        ]
        .concat();
        for size in [1, 5, sheet.len()] {
            let mut records = Records::default();
            sheet.chunks(size).for_each(|piece| records.take(piece));
            let seen = (records.hidden_rows, records.short_cells, &records.merged[..]);
            assert_eq!(seen, (1, 1, &[7][..]), "in pieces of {size}");
        }
    }
}
