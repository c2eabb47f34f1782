//! A synthetic municipality: a month of TØK, eIndkomst and SKAT with what must be found in it.
//!
//! Nothing here reads or writes files, asks the time or draws real random numbers: the same order gives the
//! same bytes on every machine, for ever. No person or company in it exists.
//!
//! Start reading at [`generate`]; `life` makes what is in order, `plant` what is not, `register` what eIndkomst
//! and SKAT make of it, `files` the bytes and `expected` the answer.

mod atp;
mod benefit;
mod book;
mod calendar;
mod claim_files;
mod dice;
mod expected;
mod files;
mod life;
mod pay;
mod people;
mod plant;
mod quarter;
mod register;
pub mod score;
mod skat;
#[cfg(test)]
mod tests;
mod text;

use std::collections::HashMap;

use serde_json::Value;
use trepunkt_core::period::Month;
use trepunkt_core::person::Cpr;

use book::Book;
use calendar::Calendar;
use calendar::PREVIOUS;
use calendar::THIS;
use dice::Dice;
use expected::Made;
use files::Extract;
use files::Sending;
use files::Shelf;
use life::Life;
use pay::Owed;
use pay::Payroll;
use people::Register;
use plant::Plant;
use quarter::Quarter;
use register::Row;

/// eIndkomst puts no more rows than this in one file.
const ROWS_PER_FILE: usize = 50_000;

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleOrder {
    /// Decides everything that is not decided by size and period.
    pub seed: u64,
    /// About how many TØK lines the month has.
    pub lines: u32,
    /// The month.
    pub period: Month,
}

impl Default for SampleOrder {
    fn default() -> Self {
        let period = Month::new(2026, 10).expect("October 2026 is a month");
        Self { seed: 1, lines: 2_000, period }
    }
}

/// One file of a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleFile {
    /// Its name, without a folder.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A synthetic month.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The delivered files: TØK, eIndkomst, SKAT.
    pub files: Vec<SampleFile>,
    /// What must be found in them, with whole (synthetic) personal numbers.
    pub expected: Value,
}

impl Sample {
    /// The text of `expected.json`: names sorted, one entry of the outer lists per line, a line feed at the end.
    pub fn expected_text(&self) -> String {
        text::written(&self.expected)
    }
}

/// Makes a month with planted errors.
///
/// # Panics
/// When the period has no neighbouring months within 1900–2199.
pub fn generate(order: &SampleOrder) -> Sample {
    make(order, true, ROWS_PER_FILE)
}

/// Makes a month without errors: TØK and eIndkomst agree at every key, and what separates them from the claim
/// is the cut-off alone.
///
/// # Panics
/// As [`generate`].
pub fn generate_clean(order: &SampleOrder) -> Sample {
    make(order, false, ROWS_PER_FILE)
}

fn make(order: &SampleOrder, with_errors: bool, rows_per_file: usize) -> Sample {
    let calendar = Calendar::new(order.period, order.seed);
    let mut dice = Dice::stream(order.seed, 0);
    let companies = people::companies(&mut dice);
    let plants = plants(&mut dice, order.lines, with_errors);
    let (book, planted) = populate(order, &calendar, &plants);

    let mut shelf = Shelf::default();
    let sending = Sending::new(&book, order.seed);
    for month in 0..calendar.months.len() {
        sending.file(&mut shelf, &book, &calendar, &companies, month);
    }
    let rows = extracts(&mut shelf, &book, &calendar, &companies, rows_per_file);
    let with_claim_errors = with_errors && order.lines > 0;
    let claims = skat::claims(&book.entries, &calendar, with_claim_errors, &mut dice);
    let atp_claims = atp::claims(&book.entries, &calendar, with_claim_errors, &mut dice);
    let due_skat = skat::earlier_claims(&book.entries, &calendar, with_claim_errors, &mut dice);
    let (due_quarter, due_atp) = atp::due_claims(&calendar, &mut dice);
    claim_files::claim_file(&mut shelf, &due_skat, calendar.months[PREVIOUS], &companies);
    claim_files::claim_file(&mut shelf, &claims, calendar.months[THIS], &companies);
    claim_files::atp_file(&mut shelf, &due_atp, due_quarter, calendar.first(THIS), &companies);
    let quarter = calendar.quarter.first;
    claim_files::atp_file(&mut shelf, &atp_claims, quarter, Quarter::due(quarter), &companies);

    let owed = Owed { skat: [&due_skat, &claims], atp: &due_atp };
    let payroll = Payroll::new((&book, &sending), &calendar, &companies, &owed, (order.seed, with_errors));
    payroll.files(&mut shelf);

    let made = Made {
        order: *order,
        calendar: &calendar,
        companies: &companies,
        book: &book,
        rows: &rows,
        claims: &claims,
        atp_claims: &atp_claims,
        planted: &planted,
        payroll: &payroll,
    };
    let expected = made.expected(shelf.described);
    Sample { files: shelf.files, expected }
}

/// Which errors are planted, in order: every kind as often as every other, more of them in larger months,
/// never on more than about a third of the persons.
fn plants(dice: &mut Dice, lines: u32, with_errors: bool) -> Vec<(Plant, usize)> {
    let mut kinds = Plant::ALL.to_vec();
    kinds.retain(|kind| with_errors || kind.leaves_register_alone());
    dice.shuffle(&mut kinds);
    let most = usize::try_from(lines / 9).unwrap_or(usize::MAX);
    let growth = usize::try_from((lines / 2_000).isqrt()).unwrap_or(usize::MAX);
    let each = (2 + growth).min((most / kinds.len()).max(1));
    let turns = (0..each).flat_map(|turn| kinds.iter().map(move |kind| (*kind, turn)));
    turns.take(most.max(1)).collect()
}

/// Lets persons live until there are enough lines, the planted ones spread evenly among them.
fn populate(order: &SampleOrder, calendar: &Calendar, plants: &[(Plant, usize)]) -> (Book, HashMap<Cpr, Plant>) {
    let mut book = Book::default();
    let mut register = Register::default();
    let mut planted = HashMap::new();
    let mut next = 0_usize;
    for person in 1_u64.. {
        if book.lines >= order.lines {
            break;
        }
        let mut dice = Dice::stream(order.seed, person);
        let due = u64::try_from(next).ok().and_then(|next| next.checked_mul(u64::from(order.lines)));
        let made = u64::from(book.lines) * u64::try_from(plants.len()).unwrap_or(u64::MAX);
        match plants.get(next).filter(|_| due.is_some_and(|due| made >= due)) {
            Some((kind, turn)) => {
                let mut life = Life { calendar, book: &mut book, dice };
                let persons = plant::plant(&mut life, &mut register, *kind, *turn);
                planted.extend(persons.into_iter().map(|cpr| (cpr, *kind)));
                next += 1;
            }
            None => {
                let cpr = register.new_person(&mut dice);
                Life { calendar, book: &mut book, dice }.live(cpr);
            }
        }
    }
    (book, planted)
}

/// Draws the extracts of all companies and months. Gives the persons' rows by month and company.
fn extracts(
    shelf: &mut Shelf,
    book: &Book,
    calendar: &Calendar,
    companies: &[trepunkt_core::company::SeNumber; 4],
    rows_per_file: usize,
) -> Vec<[Vec<Row>; 4]> {
    let mut of_months = Vec::new();
    for month in 0..calendar.months.len() {
        let mut of_month: [Vec<Row>; 4] = Default::default();
        for (payer, se) in companies.iter().enumerate() {
            let rows = register::person_rows(&book.entries, calendar, payer, month);
            let extract = Extract { calendar, se: *se, month };
            extract.persons(shelf, &rows, rows_per_file);
            if month == THIS {
                extract.company(shelf, &register::company_rows(&rows));
            }
            of_month[payer] = rows;
        }
        of_months.push(of_month);
    }
    of_months
}
