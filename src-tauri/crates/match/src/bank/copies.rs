//! Which entries of different files are the same fact.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::VecDeque;

use trepunkt_core::id::RecordId;
use trepunkt_core::source::SourceKind;

use super::Copy;
use super::Fact;
use super::Ground;
use super::line::Line;

/// A fact on its way: the record that counts first, then its copies.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub(super) members: Vec<(Line<'a>, Ground)>,
    pub(super) details: Vec<RecordId>,
}

impl<'a> Draft<'a> {
    fn new(line: Line<'a>) -> Self {
        let details = line.proved_details().unwrap_or_default();
        Self { members: vec![(line, Ground::Reference)], details }
    }

    pub(super) fn lead(&self) -> &Line<'a> {
        &self.members[0].0
    }

    pub(super) fn add(&mut self, line: Line<'a>, ground: Ground) {
        if self.details.is_empty() {
            self.details = line.proved_details().unwrap_or_default();
        }
        self.members.push((line, ground));
    }

    pub(super) fn fact(self) -> Fact {
        let mut members = self.members.into_iter().map(|(line, ground)| Copy { record: line.record, ground });
        let record = members.next().map(|lead| lead.record);
        let mut copies: Vec<Copy> = members.collect();
        copies.sort_unstable();
        Fact { record: record.expect("a fact begins with the record that counts"), copies, details: self.details }
    }

    /// What the members from files of that kind, and of its kin, allow.
    fn openness(&self, kind: SourceKind) -> Openness<'a> {
        let members = || self.members.iter().map(|(member, _)| member);
        let has_reference = members().any(|member| is_kin(member.kind(), kind) && !member.bank_reference().is_empty());
        let own: BTreeSet<Words<'a>> = members().filter(|member| member.kind() == kind).map(Line::words).collect();
        let words = match own.len() {
            0 => Wording::Any,
            1 => own.first().copied().map_or(Wording::Any, Wording::Only),
            _ => Wording::None,
        };
        Openness { words, has_reference }
    }
}

/// The messages of ISO 20022 carry the same references for the same entry.
fn is_kin(one: SourceKind, other: SourceKind) -> bool {
    let is_camt = |kind| matches!(kind, SourceKind::Camt052 | SourceKind::Camt053 | SourceKind::Camt054);
    one == other || (is_camt(one) && is_camt(other))
}

/// How a fact may still be told in files of one kind.
struct Openness<'a> {
    words: Wording<'a>,
    /// It has a reference in files of that kind or its kin, so that another reference is another fact.
    has_reference: bool,
}

/// In which words.
enum Wording<'a> {
    /// No file of that kind tells it yet.
    Any,
    /// A file of that kind tells it in these words.
    Only(Words<'a>),
    /// Files of that kind tell it in different words, so that nothing more can be said.
    None,
}

type Words<'a> = [&'a str; 5];

/// The facts behind entries, in the order of account, day and content.
pub(super) fn facts(lines: Vec<Line<'_>>) -> Vec<Draft<'_>> {
    let mut places: BTreeMap<_, Vec<Line<'_>>> = BTreeMap::new();
    for line in lines {
        places.entry(line.place()).or_default().push(line);
    }
    places.into_values().flat_map(at_place).collect()
}

/// The facts of one account, day, currency and amount.
fn at_place(mut lines: Vec<Line<'_>>) -> Vec<Draft<'_>> {
    lines.sort_by(Line::order);
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    let mut rest = lines.into_iter().peekable();
    while let Some(first) = rest.next() {
        let file = first.sha256();
        let mut of_file = vec![first];
        while let Some(next) = rest.next_if(|next| next.sha256() == file) {
            of_file.push(next);
        }
        add_file(&mut drafts, of_file);
    }
    drafts
}

/// The entries of one more file: each becomes a copy of at most one fact, and a fact gets at most one of them.
fn add_file<'a>(drafts: &mut Vec<Draft<'a>>, lines: Vec<Line<'a>>) {
    let Some(kind) = lines.first().map(Line::kind) else {
        return;
    };
    let mut offers = Offers::of(drafts, kind);
    let add = |drafts: &mut Vec<Draft<'a>>, line: Line<'a>, found: Option<usize>, ground| match found {
        Some(at) => {
            drafts[at].add(line, ground);
            None
        }
        None => Some(line),
    };
    let mut rest = Vec::new();
    for line in lines {
        let found = offers.by_reference(line.bank_reference());
        rest.extend(add(drafts, line, found, Ground::Reference));
    }
    let mut unsaid = Vec::new();
    for line in rest {
        let found = offers.by_words(&line);
        unsaid.extend(add(drafts, line, found, Ground::Content));
    }
    let ground = if offers.free() == 1 && unsaid.len() == 1 { Ground::Amount } else { Ground::Count };
    for line in unsaid {
        let found = offers.by_amount(&line);
        if let Some(line) = add(drafts, line, found, ground) {
            drafts.push(Draft::new(line));
        }
    }
}

/// The facts that a file of one kind may tell again; each is taken at most once.
struct Offers<'a> {
    taken: Vec<bool>,
    references: BTreeMap<&'a str, VecDeque<usize>>,
    /// By words, for lines with a reference of their own and for those without.
    words: [BTreeMap<Words<'a>, VecDeque<usize>>; 2],
    /// By nothing but the amount, likewise.
    amount: [VecDeque<usize>; 2],
}

impl<'a> Offers<'a> {
    fn of(drafts: &[Draft<'a>], kind: SourceKind) -> Self {
        let mut offers = Self {
            taken: vec![false; drafts.len()],
            references: BTreeMap::new(),
            words: [BTreeMap::new(), BTreeMap::new()],
            amount: [VecDeque::new(), VecDeque::new()],
        };
        for (draft, at) in drafts.iter().zip(0..) {
            let lines = || draft.members.iter().map(|(member, _)| member);
            let references: BTreeSet<&str> = lines().map(Line::bank_reference).filter(|one| !one.is_empty()).collect();
            references.into_iter().for_each(|one| offers.references.entry(one).or_default().push_back(at));
            let Openness { words, has_reference } = draft.openness(kind);
            let places = if has_reference { 1..2 } else { 0..2 };
            let said: BTreeSet<Words<'a>> = match words {
                Wording::Any => lines().map(Line::words).collect(),
                Wording::Only(words) => BTreeSet::from([words]),
                Wording::None => BTreeSet::new(),
            };
            for place in places {
                for words in &said {
                    offers.words[place].entry(*words).or_default().push_back(at);
                }
                if matches!(words, Wording::Any) {
                    offers.amount[place].push_back(at);
                }
            }
        }
        offers
    }

    fn by_reference(&mut self, reference: &'a str) -> Option<usize> {
        first_untaken(self.references.get_mut(reference), &mut self.taken)
    }

    fn by_words(&mut self, line: &Line<'a>) -> Option<usize> {
        first_untaken(self.words[place(line)].get_mut(&line.words()), &mut self.taken)
    }

    fn by_amount(&mut self, line: &Line<'a>) -> Option<usize> {
        first_untaken(Some(&mut self.amount[place(line)]), &mut self.taken)
    }

    /// How many facts a line without a reference could still be.
    fn free(&self) -> usize {
        self.amount[1].iter().filter(|at| !self.taken[**at]).count()
    }
}

/// Lines without a reference may be more.
fn place(line: &Line<'_>) -> usize {
    usize::from(line.bank_reference().is_empty())
}

fn first_untaken(offered: Option<&mut VecDeque<usize>>, taken: &mut [bool]) -> Option<usize> {
    let offered = offered?;
    let at = loop {
        let at = offered.pop_front()?;
        if !taken[at] {
            break at;
        }
    };
    taken[at] = true;
    Some(at)
}
