//! Notices of details (camt.054) and the entries that they belong to.

use std::collections::BTreeMap;

use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;

use super::Apart;
use super::Ground;
use super::Reason;
use super::copies::Draft;
use super::line::Account;
use super::line::Line;

/// What names an entry: account, currency, reference.
type Name<'a> = (Account, &'a str, &'a str);

/// A notice, and the same notice delivered again.
struct Notice<'a> {
    line: Line<'a>,
    copies: Vec<Line<'a>>,
}

impl<'a> Notice<'a> {
    fn name(&self, reference: &'a str) -> Name<'a> {
        (self.line.account.clone(), self.line.currency, reference)
    }

    fn stay_apart(self, reason: Reason, apart: &mut Vec<Apart>) {
        let records = self.copies.iter().chain([&self.line]).map(|line| line.record);
        apart.extend(records.map(|record| Apart { record, reason }));
    }

    /// What it adds as details of a larger entry: its own details where they add up, else itself.
    fn parts(&self) -> Vec<RecordId> {
        self.line.proved_details().unwrap_or_else(|| vec![self.line.record])
    }
}

/// Attaches each notice to the one entry that its reference and amount prove.
pub(super) fn attach<'a>(drafts: &mut [Draft<'a>], notices: Vec<Line<'a>>, apart: &mut Vec<Apart>) {
    let by_reference = names(drafts, |line| line.bank_reference());
    let by_batch = names(drafts, |line| line.entry.reference.as_str());
    let mut claims: BTreeMap<usize, Vec<Notice<'a>>> = BTreeMap::new();
    for notice in once(notices) {
        match entry_of(&notice, drafts, &by_reference, &by_batch) {
            Ok(at) => claims.entry(at).or_default().push(notice),
            Err(reason) => notice.stay_apart(reason, apart),
        }
    }
    for (at, notices) in claims {
        settle(&mut drafts[at], notices, apart);
    }
}

/// The facts that each reference names.
fn names<'a>(drafts: &[Draft<'a>], reference: impl Fn(&Line<'a>) -> &'a str) -> BTreeMap<Name<'a>, Vec<usize>> {
    let mut names: BTreeMap<Name<'a>, Vec<usize>> = BTreeMap::new();
    for (draft, at) in drafts.iter().zip(0..) {
        // A copy of one of several may be a copy of another.
        for (line, _) in draft.members.iter().filter(|(_, ground)| *ground != Ground::Count) {
            let reference = reference(line);
            let of_name = names.entry((line.account.clone(), line.currency, reference)).or_default();
            if !reference.is_empty() && of_name.last() != Some(&at) {
                of_name.push(at);
            }
        }
    }
    names
}

/// The notices, each once however often it was delivered; within one file each stands for itself.
fn once(mut lines: Vec<Line<'_>>) -> Vec<Notice<'_>> {
    lines.sort_by(Line::order);
    let mut notices: Vec<Notice<'_>> = Vec::new();
    let mut known: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for line in lines {
        let same = known.entry((line.place(), line.bank_reference(), line.words())).or_default();
        let is_copy = |at: &&usize| {
            let notice = &notices[**at];
            let is_other_file = notice.copies.iter().chain([&notice.line]).all(|own| own.sha256() != line.sha256());
            is_other_file && says_details(&notice.line) == says_details(&line)
        };
        match same.iter().find(is_copy).copied() {
            Some(at) => notices[at].copies.push(line),
            None => {
                same.push(notices.len());
                notices.push(Notice { line, copies: Vec::new() });
            }
        }
    }
    notices
}

fn says_details<'a>(line: &Line<'a>) -> Vec<(Money, &'a str, &'a str, &'a str)> {
    let says = |detail: &'a trepunkt_core::bank::BankEntry| {
        (detail.amount, detail.reference.as_str(), detail.bank_reference.as_str(), detail.text.as_str())
    };
    let mut details: Vec<_> = line.details.iter().map(|(_, detail)| says(detail)).collect();
    details.sort_unstable();
    details
}

/// The one entry that a notice names.
fn entry_of<'a>(
    notice: &Notice<'a>,
    drafts: &[Draft<'a>],
    by_reference: &BTreeMap<Name<'a>, Vec<usize>>,
    by_batch: &BTreeMap<Name<'a>, Vec<usize>>,
) -> Result<usize, Reason> {
    let line = &notice.line;
    let named = |names: &BTreeMap<Name<'a>, Vec<usize>>, reference: &'a str| -> Vec<usize> {
        names.get(&notice.name(reference)).filter(|_| !reference.is_empty()).cloned().unwrap_or_default()
    };
    let of_reference = named(by_reference, line.bank_reference());
    let fitting: Vec<usize> =
        of_reference.iter().copied().filter(|at| drafts[*at].lead().amount() == line.amount()).collect();
    match (&fitting[..], &of_reference[..]) {
        ([only], _) => return Ok(*only),
        ([], []) => {}
        // One of several notices that together may be the entry.
        ([], [only]) => return Ok(*only),
        _ => return Err(Reason::Several),
    }
    let of_batch = named(by_batch, &line.entry.reference);
    let fitting: Vec<usize> =
        of_batch.iter().copied().filter(|at| drafts[*at].lead().amount() == line.amount()).collect();
    match (&fitting[..], &of_batch[..]) {
        ([only], _) => Ok(*only),
        ([], []) => Err(Reason::NoEntry),
        ([], _) => Err(Reason::SumDiffers),
        _ => Err(Reason::Several),
    }
}

/// The notices that name one entry: one that is the entry, or several that add up to it.
fn settle<'a>(draft: &mut Draft<'a>, notices: Vec<Notice<'a>>, apart: &mut Vec<Apart>) {
    let amount = draft.lead().amount();
    let whole = notices.iter().filter(|notice| notice.line.amount() == amount).count();
    if let ([only], 1) = (&notices[..], whole) {
        let has_unproved = !only.line.details.is_empty() && only.line.proved_details().is_none();
        if has_unproved {
            notices.into_iter().for_each(|notice| notice.stay_apart(Reason::SumDiffers, apart));
            return;
        }
        for notice in notices {
            draft.add(notice.line, Ground::Reference);
            notice.copies.into_iter().for_each(|line| draft.add(line, Ground::Content));
        }
        return;
    }
    let sum = notices.iter().try_fold(Money::ZERO, |sum, notice| sum.checked_add(notice.line.amount()));
    let reason = match (whole, sum == Some(amount)) {
        (0, true) if draft.details.is_empty() => None,
        (0, _) => Some(Reason::SumDiffers),
        _ => Some(Reason::Several),
    };
    if let Some(reason) = reason {
        notices.into_iter().for_each(|notice| notice.stay_apart(reason, apart));
        return;
    }
    // Notices stand in the order of their content, so the details do too, whenever their files came.
    draft.details = notices.iter().flat_map(Notice::parts).collect();
    for notice in notices {
        let is_detail = draft.details.contains(&notice.line.record);
        let again = notice.copies.into_iter().chain((!is_detail).then_some(notice.line));
        again.for_each(|line| draft.add(line, Ground::Reference));
    }
}
