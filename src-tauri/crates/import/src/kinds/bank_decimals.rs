//! The decimal sign of a list whose user chose it in the bank: settled by the amounts as a whole, or
//! the file is refused with both readings.

use super::bank_book::Decimals;
use super::bank_book::amount;
use crate::delimited::Delimited;
use crate::refusal::Refusal;
use crate::rows::Row;

/// Where a value was seen.
struct Seen {
    line: u32,
    column: usize,
    value: String,
}

/// Which sign one amount speaks for; `Err` when it speaks for neither and yet has one.
fn speaks(text: &str) -> Result<Option<Decimals>, ()> {
    let readings = (amount(text, Decimals::Comma), amount(text, Decimals::Point));
    let has_sign = text.contains(',') || text.contains('.');
    match readings {
        // A group of three behind one sign may be thousands, or three decimals of the other.
        (Ok(_), _) | (_, Ok(_)) if is_one_group(text) => Err(()),
        (Ok(comma), Ok(point)) if comma == point && !has_sign => Ok(None),
        (Ok(_), Err(_)) => Ok(Some(Decimals::Comma)),
        (Err(_), Ok(_)) => Ok(Some(Decimals::Point)),
        // An amount that is none in either reading is its own row's fault.
        (Err(_), Err(_)) => Ok(None),
        (Ok(_), Ok(_)) => Err(()),
    }
}

fn is_one_group(text: &str) -> bool {
    let mut parts = text.trim().trim_start_matches(['-', '+']).split([',', '.']);
    let (first, second) = (parts.next(), parts.next());
    first.is_some() && second.is_some_and(|group| group.len() == 3) && parts.next().is_none()
}

/// The decimal sign of the file.
pub(super) fn settle(
    mut rows: Delimited<'_>,
    columns: [Option<usize>; 2],
    names: &[String],
) -> Result<Decimals, Refusal> {
    let mut row = Row::default();
    let (mut comma, mut point, mut open): (Option<Seen>, Option<Seen>, Option<Seen>) = (None, None, None);
    while rows.next(&mut row)? {
        for column in columns.into_iter().flatten() {
            let value = row.cell(Some(column)).plain().into_owned();
            let slot = match speaks(&value) {
                Ok(Some(Decimals::Comma)) => &mut comma,
                Ok(Some(Decimals::Point)) => &mut point,
                Err(()) => &mut open,
                Ok(None) => continue,
            };
            slot.get_or_insert(Seen { line: row.line, column, value });
        }
    }
    match (comma, point, open) {
        (Some(comma), Some(point), _) => Err(mixed(&comma, &point, names)),
        (Some(_), None, _) | (None, None, None) => Ok(Decimals::Comma),
        (None, Some(_), _) => Ok(Decimals::Point),
        (None, None, Some(open)) => Err(ambiguous(&open, names)),
    }
}

fn name(seen: &Seen, names: &[String]) -> String {
    names.get(seen.column).cloned().unwrap_or_default()
}

fn mixed(comma: &Seen, point: &Seen, names: &[String]) -> Refusal {
    let message = format!(
        "Filen bruger både komma ({} i linje {}) og punktum ({} i linje {}) som decimaltegn.",
        comma.value.trim(),
        comma.line,
        point.value.trim(),
        point.line
    );
    Refusal::new("decimal-mixed", message, "Filen er sat sammen af flere; hent dem hver for sig.")
        .at(comma.line.max(point.line))
        .column(name(point, names))
}

fn ambiguous(open: &Seen, names: &[String]) -> Refusal {
    let value = open.value.trim();
    let digits: String = value.chars().filter(|letter| !matches!(letter, ',' | '.')).collect();
    let decimals = value.replace('.', ",");
    let message = format!(
        "Beløbene kan læses på to måder: {value} er enten {digits},00 (tusinder) eller {decimals} (tre decimaler), \
         og intet beløb i filen afgør det."
    );
    Refusal::new("decimal-ambiguous", message, "Hent listen igen med to decimaler på alle beløb.")
        .at(open.line)
        .column(name(open, names))
        .value(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_amounts_as_a_whole_decide() {
        let check = |amounts: &[&str], expected: Result<Decimals, &str>| {
            let text = amounts.iter().map(|amount| format!("x;{amount}\n")).collect::<String>();
            let seen = settle(Delimited::new(&text, b';'), [Some(1), None], &[]);
            assert_eq!(seen.map_err(|refusal| refusal.code), expected, "settling {amounts:?}");
        };
        check(&["1234,56", "15"], Ok(Decimals::Comma));
        check(&["1.234,56", "1.234"], Ok(Decimals::Comma));
        check(&["-80.5", "1,234"], Ok(Decimals::Point));
        check(&["1,234.56"], Ok(Decimals::Point));
        check(&["1.234.567"], Ok(Decimals::Comma));
        check(&["15", "-200"], Ok(Decimals::Comma));
        check(&["1.234", "15"], Err("decimal-ambiguous"));
        check(&["1,234"], Err("decimal-ambiguous"));
        check(&["1,5", "1.5"], Err("decimal-mixed"));
        check(&["x"], Ok(Decimals::Comma));
        check(&[], Ok(Decimals::Comma));
    }
}
