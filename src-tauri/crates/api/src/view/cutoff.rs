//! The moment up to which the counterparty counted, in the room *Afstem* and in the terminal: what was inferred, what
//! else would do, and what a person has confirmed.

use trepunkt_core::company::SeNumber;
use trepunkt_core::cutoff::ConfirmedCutoff;
use trepunkt_core::cutoff::Cutoff;
use trepunkt_core::cutoff::CutoffCandidate;
use trepunkt_core::cutoff::CutoffInterval;
use trepunkt_core::cutoff::Flip;
use trepunkt_core::id::OperationId;
use trepunkt_core::period::Period;
use trepunkt_core::rule::Reconciliation;
use trepunkt_core::rule::TwoPersonAct;
use trepunkt_core::wall_time::WallTime;
use trepunkt_seal::Identity;
use trepunkt_store::Run;
use trepunkt_store::StandingCutoff;

use crate::close::endorsing;
use crate::dto::CutoffCandidateView;
use crate::dto::CutoffConfirm;
use crate::dto::CutoffFlip;
use crate::dto::CutoffSpan;
use crate::dto::CutoffView;
use crate::dto::CutoffWord;
use crate::dto::OperationDone;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::findings;
use crate::running;
use crate::session::Session;
use crate::view::calendar;
use crate::view::signed;
use crate::view::whole;

/// The cut-offs of a run, and the standing words of people about its claim and about the claim before.
pub(crate) struct Known {
    pub(crate) cutoffs: Vec<Cutoff>,
    own: Vec<StandingCutoff>,
    before: Vec<StandingCutoff>,
}

impl Known {
    /// What is known of the claim of a run.
    pub(crate) fn of(session: &Session, run: &Run) -> Result<Self, ApiError> {
        let workspace = session.workspace();
        let words = |period| workspace.confirmed_cutoffs(&run.reconciliation, period);
        Ok(Self {
            cutoffs: workspace.cutoffs(run.id)?,
            own: words(run.period)?,
            before: run.period.previous().map(words).transpose()?.unwrap_or_default(),
        })
    }

    /// What a person has said of the payer's claim.
    pub(crate) fn word(&self, se: SeNumber) -> Option<&StandingCutoff> {
        about(&self.own, se)
    }

    /// What a person has said of the payer's claim before.
    pub(crate) fn word_before(&self, se: SeNumber) -> Option<&StandingCutoff> {
        about(&self.before, se)
    }

    /// As the window shows it.
    pub(crate) fn view(&self, needs_two: bool) -> Vec<CutoffView> {
        self.cutoffs.iter().map(|cutoff| self.one(cutoff, needs_two)).collect()
    }

    fn one(&self, cutoff: &Cutoff, needs_two: bool) -> CutoffView {
        CutoffView {
            se: cutoff.se.to_string(),
            inferred: cutoff.inferred.map(span),
            previous: cutoff.previous.map(span),
            is_exact: cutoff.is_exact,
            is_unique: cutoff.is_unique,
            is_confirmed: cutoff.is_confirmed,
            candidates: cutoff.candidates.iter().map(candidate).collect(),
            word: self.word(cutoff.se).map(word),
            word_before: self.word_before(cutoff.se).map(word),
            needs_two,
        }
    }
}

/// A word about the payer counts before one about all.
fn about(words: &[StandingCutoff], se: SeNumber) -> Option<&StandingCutoff> {
    let of = |wanted: Option<SeNumber>| words.iter().find(|word| word.cutoff.se == wanted);
    of(Some(se)).or_else(|| of(None))
}

fn word(word: &StandingCutoff) -> CutoffWord {
    CutoffWord {
        operation: word.operation.0,
        moment: word.cutoff.moment.to_string(),
        at: word.at.to_string(),
        who: word.who.clone(),
        is_for_all: word.cutoff.se.is_none(),
    }
}

fn span(interval: CutoffInterval) -> CutoffSpan {
    let text = |time: Option<WallTime>| time.map(|time| time.to_string());
    CutoffSpan { after: text(interval.after), before: text(interval.before) }
}

fn candidate(one: &CutoffCandidate) -> CutoffCandidateView {
    CutoffCandidateView {
        span: span(one.interval),
        moment: one.interval.moment().map(WallTime::iso),
        explained: one.explained.to_string(),
        remainder: one.remainder.to_string(),
        has_remainder: !one.remainder.is_zero(),
        day_earlier: flip(one.day_earlier),
        day_later: flip(one.day_later),
    }
}

fn flip(flip: Flip) -> CutoffFlip {
    CutoffFlip { records: whole(flip.records), sum: signed(flip.sum) }
}

/// The window confirms a cut-off.
pub(crate) fn confirm_view(session: &Session, request: &CutoffConfirm) -> Result<OperationDone, ApiError> {
    let period = running::period(&request.period)?;
    let se = request.se.as_deref().map(calendar::se_number).transpose()?;
    let moment = moment(&request.moment)?;
    let by = endorsing::opened(&request.endorsers)?;
    let operation = confirm(session, &request.reconciliation, period, (se, moment), &by)?;
    let text = format!("Bekræftede skæringsdatoen {moment}. Kør afstemningen igen, så gælder den.");
    Ok(OperationDone { operation: Some(operation.0), text })
}

/// A moment as it is written: `2026-10-29T12:00:00`.
pub(crate) fn moment(text: &str) -> Result<WallTime, ApiError> {
    WallTime::from_iso(text).ok_or_else(|| {
        ApiError::new(ErrorCode::Invalid, format!("`{text}` er ikke et tidspunkt."))
            .hint("Et tidspunkt skrives `2026-10-29T12:00:00`.")
    })
}

/// Keeps a moment that lies in an interval that the run found possible, for one payer or for all of them.
///
/// # Errors
/// When the reconciliation has no cut-off or has not been run, or the moment lies in none of the payer's intervals.
pub(crate) fn confirm(
    session: &Session,
    reconciliation: &str,
    period: Period,
    (se, moment): (Option<SeNumber>, WallTime),
    by: &[Identity],
) -> Result<OperationId, ApiError> {
    let endorsers = endorsing::endorsers(session, TwoPersonAct::Cutoff, by)?;
    let definition = running::find(session, reconciliation)?;
    let known = known(session, &definition, period)?;
    let concerned: Vec<&Cutoff> = known.cutoffs.iter().filter(|one| se.is_none_or(|se| one.se == se)).collect();
    if concerned.is_empty() {
        let message = format!("{} har ingen skæringsdato for den betaler i {}.", definition.name, period.name());
        return Err(ApiError::new(ErrorCode::NotFound, message));
    }
    if let Some(other) = concerned.iter().find(|cutoff| !is_possible(cutoff, moment)) {
        return Err(outside(other, moment));
    }
    let confirmed = ConfirmedCutoff { reconciliation: definition.id, se, period, moment };
    let act = session.moment();
    Ok(session.workspace().confirm_cutoff(&confirmed, endorsers.as_ref(), &act.act())?)
}

/// What is known of the claim of the standing run.
///
/// # Errors
/// When the reconciliation has no cut-off, or has not been run for the period.
pub(crate) fn known(session: &Session, definition: &Reconciliation, period: Period) -> Result<Known, ApiError> {
    if !definition.infers_cutoff() {
        let message = format!("{} har ingen skæringsdato.", definition.name);
        return Err(ApiError::new(ErrorCode::Invalid, message));
    }
    let Some(run) = findings::standing_run(session, &definition.id, period)? else {
        let message = format!("{} er ikke kørt for {}.", definition.name, period.name());
        return Err(ApiError::new(ErrorCode::Precondition, message).hint("Kør afstemningen først."));
    };
    Known::of(session, &run)
}

fn is_possible(cutoff: &Cutoff, moment: WallTime) -> bool {
    let tried = cutoff.candidates.iter().map(|one| one.interval);
    cutoff.inferred.into_iter().chain(tried).any(|interval| interval.holds(moment))
}

fn outside(cutoff: &Cutoff, moment: WallTime) -> ApiError {
    let message = format!("{moment} ligger ikke i noget af de mulige intervaller for SE {}.", cutoff.se);
    let possible: Vec<String> = cutoff.candidates.iter().map(|one| one.interval.to_string()).collect();
    ApiError::new(ErrorCode::Invalid, message).hint(format!("Mulige er {}.", possible.join("; ")))
}
