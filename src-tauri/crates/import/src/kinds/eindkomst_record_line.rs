//! The lines of the record file: which record a line is, and what stands where in it.

use crate::refusal::Refusal;

/// A stretch of a line: its name, its first position (from 1) and its length in characters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) name: &'static str,
    from: usize,
    length: usize,
    /// Holds a personal number.
    pub(super) is_person: bool,
}

const fn slot(name: &'static str, from: usize, length: usize) -> Slot {
    Slot { name, from, length, is_person: false }
}

const fn person(from: usize) -> Slot {
    Slot { name: "CPR-nr", from, length: 10, is_person: true }
}

const NUMBER: Slot = slot("Linjenummer", 1, 7);
const RECORD: Slot = slot("Record", 8, 4);
pub(super) const SENT_DATE: Slot = slot("Dato sendt", 12, 8);
pub(super) const SENT_TIME: Slot = slot("Klok sendt", 20, 6);
pub(super) const TEST_MARK: Slot = slot("Test/produktion", 109, 1);
pub(super) const COMPANY: Slot = slot("Virksomhed-SE", 28, 8);
pub(super) const CURRENCY: Slot = slot("Valuta", 37, 3);
pub(super) const ZERO_AMOUNT: Slot = slot("Beløb", 66, 10);
pub(super) const ZERO_DECIMALS: Slot = slot("Decimaler", 76, 6);
pub(super) const REVERSAL_ID: Slot = slot("IndberetningsID", 12, 16);
pub(super) const REVERSAL_REFERENCE: Slot = slot("ReferenceID", 28, 16);
pub(super) const REVERSAL_MARK: Slot = slot("Tilbageførsel", 45, 1);
pub(super) const REVERSAL_CPR: Slot = person(46);
pub(super) const CORRECTION: Slot = slot("Rettelse", 12, 1);
pub(super) const REPORT_ID: Slot = slot("IndberetningsID", 13, 16);
pub(super) const PERIOD_START: Slot = slot("Periode-start", 45, 8);
pub(super) const PERIOD_END: Slot = slot("Periode-slut", 53, 8);
pub(super) const DISPOSITION: Slot = slot("Dispositionsdato", 61, 8);
pub(super) const ADVANCE: Slot = slot("Forud-bagud", 70, 1);
pub(super) const INCOME_TYPE: Slot = slot("Indkomsttype", 74, 2);
pub(super) const FIELD: Slot = slot("Feltnr", 12, 4);
pub(super) const WHOLE: Slot = slot("Beløb", 16, 10);
pub(super) const DECIMALS: Slot = slot("Decimaler", 26, 6);
pub(super) const SIGN: Slot = slot("Fortegn", 32, 1);
pub(super) const NAME: Slot = slot("Navn", 23, 40);
pub(super) const COUNT: Slot = slot("Antal records", 12, 7);

/// Where record 6000 has its values. Two descriptions of it are in use, four positions apart.
#[derive(Debug)]
pub(super) struct PersonLayout {
    pub(super) name: &'static str,
    pub(super) filler: Slot,
    pub(super) cpr: Slot,
    pub(super) se: Slot,
    pub(super) country: Slot,
    pub(super) kind: Slot,
    pub(super) place: Slot,
    slots: [Slot; 7],
}

const fn layout(name: &'static str, cpr: usize) -> PersonLayout {
    let cpr_slot = person(cpr);
    let se = slot("Modtager-SE", cpr + 10, 8);
    let country = slot("TIN-land", cpr + 60, 2);
    let kind = slot("Indtægtsart", cpr + 62, 4);
    let place = slot("P-nummer", cpr + 66, 10);
    let slots = [cpr_slot, se, slot("Medarbejdernr", cpr + 18, 15), slot("TIN", cpr + 33, 27), country, kind, place];
    PersonLayout { name, filler: slot("Filler", 12, cpr - 12), cpr: cpr_slot, se, country, kind, place, slots }
}

/// The official description: the personal number from position 20.
pub(super) static OFFICIAL: PersonLayout = layout("CPR-nr fra position 20", 20);
/// Four positions further to the right.
pub(super) static SHIFTED: PersonLayout = layout("CPR-nr fra position 24", 24);

const FILE_START: &[Slot] = &[
    SENT_DATE,
    SENT_TIME,
    slot("Indberetter-SE", 26, 8),
    slot("Indberetter-CVR", 34, 8),
    slot("Indberettertype", 42, 2),
    slot("Edb-system", 50, 20),
    slot("Systemversion", 70, 20),
    slot("HovedindberetningsID", 90, 16),
    slot("Version", 106, 3),
    TEST_MARK,
    slot("System", 142, 1),
];
const ZERO_REPORT: &[Slot] = &[
    slot("Forud-bagud", 12, 1),
    slot("IndberetningsID", 13, 16),
    slot("ReferenceID", 29, 16),
    PERIOD_START,
    PERIOD_END,
    slot("Nulindberetning", 61, 1),
    slot("Feltnr", 62, 4),
    ZERO_AMOUNT,
    ZERO_DECIMALS,
    slot("Fortegn", 82, 1),
];
const REPORT: &[Slot] = &[
    CORRECTION,
    REPORT_ID,
    slot("ReferenceID", 29, 16),
    PERIOD_START,
    PERIOD_END,
    DISPOSITION,
    ADVANCE,
    slot("Grønlandsk kommune", 71, 3),
    INCOME_TYPE,
];
const PAYER: &[Slot] = &[COMPANY, slot("Udmelding", 36, 1), CURRENCY];
const CODE: &[Slot] = &[FIELD, slot("Kode", 16, 10)];
const CROSS: &[Slot] = &[FIELD, slot("Kryds", 16, 1)];
const TEXT: &[Slot] = &[FIELD, slot("Tekst", 16, 58)];
const NUMBERED: &[Slot] = &[FIELD, slot("Antal", 16, 6), slot("Decimaler", 22, 2), slot("Fortegn", 24, 1)];
const HOLIDAY: &[Slot] = &[
    slot("Feriepenge", 12, 10),
    slot("Decimaler", 22, 6),
    slot("Fortegn", 28, 1),
    slot("Dage", 29, 2),
    slot("Dagdecimaler", 31, 2),
    slot("Dagfortegn", 33, 1),
    slot("Ferieår", 34, 4),
    slot("Fratrådt", 38, 8),
];
const NAMED: &[Slot] = &[
    slot("Fødselsdato", 12, 8),
    slot("Køn", 20, 1),
    slot("Land", 21, 2),
    NAME,
    slot("Vej", 63, 40),
    slot("Postnummer", 103, 9),
    slot("By", 112, 35),
];
const CARD: &[Slot] = &[person(12), slot("Medarbejdernr", 30, 15), slot("Start", 45, 8), slot("Slut", 53, 8)];

/// What a record holds, in the order of the line.
pub(super) fn slots(record: u16, layout: &'static PersonLayout) -> &'static [Slot] {
    match record {
        1000 => FILE_START,
        2001 => PAYER,
        2101 => CARD,
        3101 => ZERO_REPORT,
        4101 => &[REVERSAL_ID, REVERSAL_REFERENCE, REVERSAL_MARK, REVERSAL_CPR],
        5000 => REPORT,
        6000 => &layout.slots,
        6001 => &[FIELD, WHOLE, DECIMALS, SIGN],
        6002 => CODE,
        6003 => CROSS,
        6004 => TEXT,
        6005 => NUMBERED,
        6102 | 6202 => HOLIDAY,
        8001 => NAMED,
        9999 => &[COUNT],
        _ => &[],
    }
}

/// One line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    text: &'a str,
    is_ascii: bool,
    /// Its line in the file, from 1.
    pub(super) line: u32,
    pub(super) record: u16,
}

impl<'a> Line<'a> {
    fn of(text: &'a str, line: u32) -> Option<(Self, u32)> {
        let read = Self { text, is_ascii: text.is_ascii(), line, record: 0 };
        let digits = |slot: &Slot| {
            let text = read.raw(slot);
            let is_whole = text.len() == slot.length && text.bytes().all(|byte| byte.is_ascii_digit());
            is_whole.then_some(text)
        };
        let number = digits(&NUMBER)?.parse().ok()?;
        let record = digits(&RECORD)?.parse().ok()?;
        Some((Self { record, ..read }, number))
    }

    /// What stands there, blanks and all; shorter where the line ends before.
    pub(super) fn raw(&self, slot: &Slot) -> &'a str {
        let from = slot.from.saturating_sub(1);
        if self.is_ascii {
            let end = from.saturating_add(slot.length).min(self.text.len());
            return self.text.get(from..end).unwrap_or_default();
        }
        let at = |count: usize| self.text.char_indices().nth(count).map_or(self.text.len(), |(at, _)| at);
        self.text.get(at(from)..at(from.saturating_add(slot.length))).unwrap_or_default()
    }

    /// What stands there without blanks around it.
    pub(super) fn get(&self, slot: &Slot) -> &'a str {
        self.raw(slot).trim()
    }

    /// What stands there, unless it is nothing but zeros.
    pub(super) fn filled(&self, slot: &Slot) -> Option<&'a str> {
        Some(self.get(slot)).filter(|text| !text.bytes().all(|byte| byte == b'0'))
    }
}

/// True when the bytes begin as a record file does.
pub(super) fn begins(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let Some(start) = bytes.get(..19) else {
        return false;
    };
    start.iter().all(u8::is_ascii_digit) && start.get(7..11) == Some(b"1000")
}

/// The lines of the file, one by one, each proved to follow the one before it.
pub(super) struct Lines<'a> {
    rest: Option<&'a str>,
    position: usize,
    line: u32,
    expected: Option<u32>,
    /// Blank lines since the last that was not.
    pub(super) blanks: u32,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: Some(text), position: 0, line: 0, expected: None, blanks: 0 }
    }

    /// How many bytes are behind.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// The next line that is not blank.
    pub(super) fn next(&mut self) -> Result<Option<Line<'a>>, Refusal> {
        self.blanks = 0;
        while let Some(rest) = self.rest {
            let (text, rest) = match rest.split_once('\n') {
                Some((text, rest)) => (text, Some(rest)),
                None => (rest, None),
            };
            self.rest = rest;
            self.position = self.position.saturating_add(text.len() + 1);
            self.line = self.line.saturating_add(1);
            if text.trim().is_empty() {
                self.blanks = self.blanks.saturating_add(1);
                continue;
            }
            if text.len() > crate::ROW_LIMIT {
                return Err(Refusal::row_too_long(self.line, 0));
            }
            let (line, number) = Line::of(text, self.line).ok_or_else(|| no_record(self.line))?;
            self.check_number(number)?;
            return Ok(Some(line));
        }
        Ok(None)
    }

    fn check_number(&mut self, number: u32) -> Result<(), Refusal> {
        match self.expected.replace(number.saturating_add(1)) {
            Some(expected) if expected != number => Err(Refusal::new(
                "line-number",
                format!("Linjenumrene følger ikke hinanden: her skulle stå {expected:07}, men der står {number:07}."),
                "En linje mangler eller står dobbelt; hent filen igen.",
            )
            .at(self.line)
            .column(NUMBER.name)
            .value(format!("{number:07}"))),
            _ => Ok(()),
        }
    }
}

fn no_record(line: u32) -> Refusal {
    Refusal::new(
        "record-form",
        "Linjen begynder ikke med linjenummer (syv cifre) og recordnummer (fire cifre).",
        "Filen er afkortet eller ændret; hent den igen.",
    )
    .at(line)
}
