//! What people do with a difference: steps that are kept one after the other, and how it stands after them.
//!
//! The machine's cause and the person's are two things and stay apart. A step was taken about a difference as it was
//! then: when a later run finds it changed, what was decided no longer holds and it is open again.

use crate::cause::Cause;
use crate::code::codes;
use crate::id::OperationId;
use crate::money::Money;
use crate::wall_time::Date;
use crate::wall_time::WallTime;

codes! {
    /// How far a difference has come.
    WorkState {
        /// Nobody has done anything that settles it.
        Open = 0, "open";
        /// Somebody works on it.
        InProgress = 1, "in_progress";
        /// It goes on to later months, where it is expected to clear.
        Carried = 2, "carried";
        /// It is explained and done with.
        Resolved = 3, "resolved";
    }
}

impl WorkState {
    /// In Danish.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "Åben",
            Self::InProgress => "I gang",
            Self::Carried => "Overført",
            Self::Resolved => "Løst",
        }
    }

    /// True when the month can close over it.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Carried | Self::Resolved)
    }
}

codes! {
    /// One thing that a person does with a difference.
    WorkKind {
        /// Says that somebody works on it.
        Begin = 1, "begin";
        /// Takes the machine's cause as the answer.
        Accept = 2, "accept";
        /// Says another cause, or that it is done with.
        Resolve = 3, "resolve";
        /// Carries it to a later month, with the day on which it is expected to clear.
        Carry = 4, "carry";
        /// Opens it again.
        Reopen = 5, "reopen";
        /// Says something about it.
        Comment = 6, "comment";
        /// Gives it to somebody, with or without a day.
        Assign = 7, "assign";
        /// Puts it together with other differences, whose amounts cancel it or leave a named rest.
        Match = 8, "match";
        /// Attaches a file.
        Evidence = 9, "evidence";
        /// Proposes a correction that leaves as a file.
        Correct = 10, "correct";
        /// Sends it back to the one who prepared the month.
        SendBack = 11, "send_back";
    }
}

impl WorkKind {
    /// In Danish, as the history of a difference tells it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Begin => "Taget op",
            Self::Accept => "Forslaget godtaget",
            Self::Resolve => "Løst",
            Self::Carry => "Overført",
            Self::Reopen => "Genåbnet",
            Self::Comment => "Kommentar",
            Self::Assign => "Tildelt",
            Self::Match => "Matchet i hånden",
            Self::Evidence => "Bilag vedlagt",
            Self::Correct => "Rettelse foreslået",
            Self::SendBack => "Sendt retur",
        }
    }

    /// Where the step leaves the difference; none when it leaves it where it was.
    const fn leads_to(self) -> Option<WorkState> {
        match self {
            Self::Begin | Self::Correct => Some(WorkState::InProgress),
            Self::Accept | Self::Resolve | Self::Match => Some(WorkState::Resolved),
            Self::Carry => Some(WorkState::Carried),
            Self::Reopen | Self::SendBack => Some(WorkState::Open),
            Self::Comment | Self::Assign | Self::Evidence => None,
        }
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkStep {
    /// What was done.
    pub kind: WorkKind,
    /// The person's cause.
    pub cause: Option<Cause>,
    /// The day on which it is expected to clear, or by which its owner is to be done.
    pub day: Option<Date>,
    /// Who has it.
    pub owner: Option<String>,
    /// What was said; empty for nothing.
    pub comment: String,
    /// What is left of a match by hand, in øre; none for other steps.
    pub rest: Option<Money>,
    /// The attached file.
    pub evidence: Option<i64>,
}

impl WorkStep {
    /// A step that says nothing more.
    pub fn new(kind: WorkKind) -> Self {
        Self { kind, cause: None, day: None, owner: None, comment: String::new(), rest: None, evidence: None }
    }
}

/// A step as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkEntry {
    /// The operation; differences that were treated together share it.
    pub operation: OperationId,
    /// When.
    pub at: WallTime,
    /// By whom.
    pub who: String,
    /// The difference as it was then, as a hash.
    pub content: [u8; 32],
    /// The step.
    pub step: WorkStep,
}

/// How a difference stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkStanding {
    /// How far it has come.
    pub state: WorkState,
    /// The person's cause.
    pub cause: Option<Cause>,
    /// Who has it.
    pub owner: Option<String>,
    /// By when the owner is to be done.
    pub due: Option<Date>,
    /// When a carried difference is expected to clear.
    pub expected: Option<Date>,
    /// The operation that matched it by hand with others.
    pub matched_by: Option<OperationId>,
    /// True when something had been decided, and the difference has changed since.
    pub is_reopened: bool,
    /// What was said last.
    pub comment: String,
}

impl Default for WorkStanding {
    /// Of a difference that nobody has done anything about.
    fn default() -> Self {
        Self {
            state: WorkState::Open,
            cause: None,
            owner: None,
            due: None,
            expected: None,
            matched_by: None,
            is_reopened: false,
            comment: String::new(),
        }
    }
}

impl WorkStanding {
    /// How a difference stands after its steps, oldest first. `content` is the difference as it is now.
    pub fn after<'a>(entries: impl IntoIterator<Item = &'a WorkEntry>, content: &[u8; 32]) -> Self {
        let mut standing = Self::default();
        for entry in entries {
            standing.take(entry, content);
        }
        standing
    }

    fn take(&mut self, entry: &WorkEntry, content: &[u8; 32]) {
        let step = &entry.step;
        if !step.comment.is_empty() {
            self.comment.clone_from(&step.comment);
        }
        if step.kind == WorkKind::Assign {
            (self.owner, self.due) = (step.owner.clone(), step.day);
        }
        let Some(state) = step.kind.leads_to() else { return };
        if entry.content == *content {
            self.state = state;
            self.cause = step.cause.filter(|_| state.is_settled());
            self.expected = step.day.filter(|_| state == WorkState::Carried);
            self.matched_by = (step.kind == WorkKind::Match).then_some(entry.operation);
            self.is_reopened = false;
        } else if state.is_settled() {
            // Decided about a difference that is not this one any more.
            *self = Self { is_reopened: true, ..Self::default() }.keeping(self);
        }
    }

    /// Who has it and what was said outlive what was decided.
    fn keeping(self, before: &Self) -> Self {
        Self { owner: before.owner.clone(), due: before.due, comment: before.comment.clone(), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: WorkKind, content: u8) -> WorkEntry {
        let at = WallTime::from_seconds(0);
        let step = WorkStep { cause: Some(Cause::AmountDiffers), ..WorkStep::new(kind) };
        WorkEntry { operation: OperationId(1), at, who: "anne".to_owned(), content: [content; 32], step }
    }

    fn check(steps: &[(WorkKind, u8)], state: WorkState, is_reopened: bool) {
        let entries: Vec<WorkEntry> = steps.iter().map(|(kind, content)| entry(*kind, *content)).collect();
        let standing = WorkStanding::after(&entries, &[1; 32]);
        assert_eq!((standing.state, standing.is_reopened), (state, is_reopened), "after {steps:?}");
    }

    #[test]
    fn a_difference_stands_as_its_last_step_about_it_left_it() {
        check(&[], WorkState::Open, false);
        check(&[(WorkKind::Begin, 1)], WorkState::InProgress, false);
        check(&[(WorkKind::Resolve, 1)], WorkState::Resolved, false);
        check(&[(WorkKind::Resolve, 1), (WorkKind::Comment, 1)], WorkState::Resolved, false);
        check(&[(WorkKind::Resolve, 1), (WorkKind::Reopen, 1)], WorkState::Open, false);
        check(&[(WorkKind::Accept, 1), (WorkKind::Carry, 1)], WorkState::Carried, false);
        check(&[(WorkKind::Carry, 1), (WorkKind::SendBack, 1)], WorkState::Open, false);
    }

    #[test]
    fn what_was_decided_about_another_amount_no_longer_holds() {
        check(&[(WorkKind::Resolve, 2)], WorkState::Open, true);
        check(&[(WorkKind::Resolve, 2), (WorkKind::Resolve, 1)], WorkState::Resolved, false);
        check(&[(WorkKind::Resolve, 1), (WorkKind::Resolve, 2)], WorkState::Open, true);
        check(&[(WorkKind::Begin, 2)], WorkState::Open, false);
    }

    #[test]
    fn an_owner_and_a_word_outlive_a_change() {
        let mut assigned = entry(WorkKind::Assign, 2);
        assigned.step.owner = Some("bo".to_owned());
        assigned.step.comment = "se bilag".to_owned();
        let standing = WorkStanding::after(&[assigned, entry(WorkKind::Resolve, 2)], &[1; 32]);
        assert_eq!(standing.owner.as_deref(), Some("bo"), "still hers");
        assert_eq!(standing.comment, "se bilag", "still said");
    }
}
