//! Reversals (record 4101): a whole report, or one person's part of it, taken back.

use std::collections::BTreeMap;

use trepunkt_core::company::SeNumber;
use trepunkt_core::person::Cpr;
use trepunkt_core::record::IncomeRecord;
use trepunkt_core::record::IncomeTable;

use crate::catalogue::CellFault;

/// One reversal, as read.
#[derive(Clone, Debug)]
pub(super) struct Reversal {
    pub(super) line: u32,
    pub(super) se: SeNumber,
    pub(super) id: String,
    pub(super) reference: String,
    pub(super) cpr: Option<Cpr>,
}

/// How a reversal ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Records of this file are taken back.
    Applied,
    /// What it takes back is not in this file.
    Outside,
    Rejected(CellFault),
}

/// The heads of one id, and the reports that share it.
type Named = (Vec<usize>, Vec<u32>);

/// The reports of a file by payer and id.
struct Reports<'t> {
    by_id: BTreeMap<SeNumber, BTreeMap<&'t str, Named>>,
}

impl<'t> Reports<'t> {
    fn of(table: &'t IncomeTable, ordinals: &[u32]) -> Self {
        let mut by_id: BTreeMap<SeNumber, BTreeMap<&str, Named>> = BTreeMap::new();
        for (index, (head, ordinal)) in table.heads.iter().zip(ordinals).enumerate() {
            let own = by_id.entry(head.se).or_default();
            let (heads, reports) = own.entry(table.texts.get(head.reference)).or_default();
            heads.push(index);
            if reports.last() != Some(ordinal) {
                reports.push(*ordinal);
            }
        }
        Self { by_id }
    }

    fn get(&self, se: SeNumber, id: &str) -> Option<&Named> {
        self.by_id.get(&se)?.get(id)
    }

    /// The heads that the reversal takes back. The earlier report is named by ReferenceID, or where
    /// that is blank by IndberetningsID; it must be named uniquely.
    fn target(&self, reversal: &Reversal) -> Result<&[usize], Outcome> {
        let own = self.get(reversal.se, &reversal.id);
        let named = if reversal.reference.is_empty() { own } else { self.get(reversal.se, &reversal.reference) };
        match named {
            Some((heads, reports)) if reports.len() == 1 => Ok(heads),
            Some(_) => Err(Outcome::Rejected(CellFault::ReversalAmbiguous)),
            // The id may name the reversal itself or what it takes back: the file does not say.
            None if own.is_some() => Err(Outcome::Rejected(CellFault::ReversalAmbiguous)),
            None => Err(Outcome::Outside),
        }
    }
}

/// Adds what the reversals take back to the table, as negative amounts on the line of the reversal.
/// `ordinals` tells for each head which report of the file it belongs to.
pub(super) fn apply(table: &mut IncomeTable, ordinals: &[u32], reversals: &[Reversal]) -> Vec<Outcome> {
    if reversals.is_empty() {
        return Vec::new();
    }
    let reports = Reports::of(table, ordinals);
    let mut is_reversed = vec![false; table.heads.len()];
    let mut taken: Vec<(usize, u32)> = Vec::new();
    let mut outcomes = Vec::with_capacity(reversals.len());
    for reversal in reversals {
        let outcome = reports
            .target(reversal)
            .map_or_else(|outcome| outcome, |heads| take(table, heads, reversal, &mut is_reversed, &mut taken));
        outcomes.push(outcome);
    }
    put(table, &taken);
    outcomes
}

/// Marks the heads that the reversal takes back; none twice.
fn take(
    table: &IncomeTable,
    heads: &[usize],
    reversal: &Reversal,
    is_reversed: &mut [bool],
    taken: &mut Vec<(usize, u32)>,
) -> Outcome {
    let is_meant = |head: &usize| {
        let cpr = table.heads.get(*head).and_then(|head| head.cpr);
        reversal.cpr.is_none() || reversal.cpr == cpr
    };
    let meant: Vec<usize> = heads.iter().copied().filter(is_meant).collect();
    if meant.is_empty() {
        return Outcome::Outside;
    }
    if meant.iter().any(|head| is_reversed.get(*head) == Some(&true)) {
        return Outcome::Rejected(CellFault::ReversalTwice);
    }
    for head in meant {
        if let Some(mark) = is_reversed.get_mut(head) {
            *mark = true;
        }
        taken.push((head, reversal.line));
    }
    Outcome::Applied
}

fn put(table: &mut IncomeTable, taken: &[(usize, u32)]) {
    let mut firsts = vec![0_usize; table.heads.len()];
    for (index, record) in table.records.iter().enumerate().rev() {
        if let Some(first) = usize::try_from(record.head).ok().and_then(|head| firsts.get_mut(head)) {
            *first = index;
        }
    }
    for (head, line) in taken {
        let (Some(copy), Some(first)) = (table.heads.get(*head).copied(), firsts.get(*head)) else {
            continue;
        };
        let new = u32::try_from(table.heads.len()).expect("a reversal adds at most as many heads as there are lines");
        let own = |record: &&IncomeRecord| usize::try_from(record.head) == Ok(*head);
        let negative =
            |record: &IncomeRecord| IncomeRecord { head: new, line: *line, amount: -record.amount, ..*record };
        let records: Vec<IncomeRecord> = table.records.iter().skip(*first).take_while(own).map(negative).collect();
        table.heads.push(copy);
        table.records.extend(records);
    }
}
