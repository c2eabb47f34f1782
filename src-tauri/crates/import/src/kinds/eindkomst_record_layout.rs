//! Which of the two descriptions of record 6000 a file follows, told by where its digits stand.

use trepunkt_core::person::Cpr;

use super::eindkomst_record_line::Line;
use super::eindkomst_record_line::Lines;
use super::eindkomst_record_line::OFFICIAL;
use super::eindkomst_record_line::PersonLayout;
use super::eindkomst_record_line::SHIFTED;
use super::eindkomst_record_line::Slot;
use crate::refusal::Refusal;

/// How a file's lines fit the two descriptions.
#[derive(Default)]
struct Votes {
    official: Option<u32>,
    shifted: Option<u32>,
    both: Option<u32>,
}

impl Votes {
    fn add(&mut self, line: u32, official: bool, shifted: bool) {
        let vote = match (official, shifted) {
            (true, false) => &mut self.official,
            (false, true) => &mut self.shifted,
            (true, true) => &mut self.both,
            (false, false) => return,
        };
        vote.get_or_insert(line);
    }
}

/// The layout that the file's persons stand in; the official one where it has none.
pub(super) fn of(text: &str) -> Result<&'static PersonLayout, Refusal> {
    let mut strict = Votes::default();
    let mut loose = Votes::default();
    let mut lines = Lines::new(text);
    while let Some(line) = lines.next()? {
        if line.record == 6000 {
            let fits = |layout| fits(&line, layout);
            strict.add(
                line.line,
                fits(&OFFICIAL) && has_person(&line, &OFFICIAL),
                fits(&SHIFTED) && has_person(&line, &SHIFTED),
            );
            loose.add(line.line, fits(&OFFICIAL), fits(&SHIFTED));
        }
    }
    // A sound personal number says most; where no line has one, the mere form of the lines decides.
    let has_voted = |votes: &Votes| votes.official.is_some() || votes.shifted.is_some();
    let votes = if has_voted(&strict) { strict } else { loose };
    match (votes.official, votes.shifted, votes.both) {
        (Some(one), Some(other), _) => Err(mixed(one.max(other))),
        (None, None, Some(line)) => Err(ambiguous(line)),
        (None, Some(_), _) => Ok(&SHIFTED),
        (Some(_), None, _) | (None, None, None) => Ok(&OFFICIAL),
    }
}

/// True when every value of the line has a form that its place in the layout can hold.
fn fits(line: &Line<'_>, layout: &PersonLayout) -> bool {
    let is_blank = |slot: &Slot| line.raw(slot).bytes().all(|byte| matches!(byte, b' ' | b'0' | b'\r'));
    let digits = |slot: &Slot, length: usize| {
        let text = line.raw(slot);
        is_blank(slot) || text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let country = line.get(&layout.country);
    is_blank(&layout.filler)
        && digits(&layout.cpr, 10)
        && digits(&layout.se, 8)
        && digits(&layout.kind, 4)
        && digits(&layout.place, 10)
        && (is_blank(&layout.country) || country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// True when a person or a company stands where the layout has one.
fn has_person(line: &Line<'_>, layout: &PersonLayout) -> bool {
    match line.filled(&layout.cpr) {
        Some(cpr) => cpr.len() == 10 && cpr.parse().is_ok_and(|number| Cpr::new(number).is_ok()),
        None => line.filled(&layout.se).is_some(),
    }
}

fn mixed(line: u32) -> Refusal {
    Refusal::new(
        "record-6000-mixed",
        format!("Record 6000 står i to forskellige opstillinger i samme fil ({} og {}).", OFFICIAL.name, SHIFTED.name),
        "Filen er sat sammen af flere, eller en linje er forskudt; hent den igen.",
    )
    .at(line)
}

fn ambiguous(line: u32) -> Refusal {
    Refusal::new(
        "record-6000-ambiguous",
        format!("Record 6000 kan læses på to måder: {} eller {}.", OFFICIAL.name, SHIFTED.name),
        "Spørg leverandøren af systemet, hvilken opstilling filen har.",
    )
    .at(line)
}
