//! What counts for a period: which months, and which extract serves which payer and month.
//!
//! The newest extract of a payer and month counts, whatever order the files came in. Deliveries that say the same
//! time are the files of one extract; what they hold twice is sorted out where the rows meet ([`crate::rows`]).

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::company::SeNumber;
use trepunkt_core::period::Month;
use trepunkt_core::period::Period;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;
use trepunkt_core::result::Point;
use trepunkt_core::result::RunNote;
use trepunkt_core::rule::InAdvance;
use trepunkt_core::rule::PointSource;
use trepunkt_core::rule::Reconciliation;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;

use crate::DeliveredIncome;
use crate::MatchError;
use crate::Sources;

/// The months that a run looks at.
#[derive(Clone, Debug)]
pub(crate) struct Months {
    /// The months of the period.
    pub(crate) own: Vec<Month>,
    /// The month whose income in advance belongs to the period, when the rules say so.
    pub(crate) advance: Option<Month>,
    in_advance: InAdvance,
}

/// One extract: the deliveries that make it up, and what it says of itself.
#[derive(Clone, Debug)]
pub(crate) struct Extract {
    pub(crate) time: Option<WallTime>,
    /// True when a row carries a Kode68: then a blank one means that no kind was reported.
    pub(crate) is_split: bool,
    /// Rows of one of its files were rejected.
    pub(crate) has_rejected_rows: bool,
    /// Indexes into the extracts of the sources.
    deliveries: BTreeSet<usize>,
    /// The month that stands for all when the extract gives one sum for the whole period.
    whole_period: Option<Month>,
}

/// Which extract serves a payer and month.
#[derive(Debug, Default)]
pub(crate) struct Coverage {
    pub(crate) extracts: Vec<Extract>,
    serving: BTreeMap<(SeNumber, Month), usize>,
    pub(crate) notes: Vec<RunNote>,
}

impl Months {
    pub(crate) fn new(reconciliation: &Reconciliation, period: Period) -> Self {
        let own = period.months();
        let advance = match reconciliation.in_advance {
            InAdvance::OwnMonth => None,
            InAdvance::PreviousMonth => own.last().and_then(|last| last.plus(1)),
        };
        Self { own, advance, in_advance: reconciliation.in_advance }
    }

    /// The months of the period alone.
    pub(crate) fn of(period: Period) -> Self {
        Self { own: period.months(), advance: None, in_advance: InAdvance::OwnMonth }
    }

    /// All of them, in order.
    pub(crate) fn all(&self) -> Vec<Month> {
        self.own.iter().copied().chain(self.advance).collect()
    }

    pub(crate) fn contains(&self, month: Month) -> bool {
        self.own.contains(&month) || self.advance == Some(month)
    }

    /// True when a key of this month belongs to the period. `only_in_advance`: the reports of the key are all `F`.
    pub(crate) fn hold(&self, month: Month, only_in_advance: bool) -> bool {
        let counts_in = match self.in_advance {
            InAdvance::PreviousMonth if only_in_advance => month.plus(-1),
            InAdvance::PreviousMonth | InAdvance::OwnMonth => Some(month),
        };
        counts_in.is_some_and(|month| self.own.contains(&month))
    }
}

impl Extract {
    pub(crate) fn is_one_delivery(&self) -> bool {
        self.deliveries.len() == 1
    }
}

impl Coverage {
    /// Picks the newest extract of each payer and month.
    pub(crate) fn new(extracts: &[DeliveredIncome], months: &Months) -> Result<Self, MatchError> {
        let mut single: BTreeMap<(SeNumber, Month), Vec<usize>> = BTreeMap::new();
        let mut whole: BTreeMap<SeNumber, Vec<usize>> = BTreeMap::new();
        let mut too_long = BTreeSet::new();
        for (index, delivered) in extracts.iter().enumerate() {
            refuse_overlaps(delivered)?;
            for scope in &delivered.extract.scopes {
                if scope.from == scope.to {
                    if months.contains(scope.from) {
                        single.entry((scope.se, scope.from)).or_default().push(index);
                    }
                } else if spans(months, scope.from, scope.to) {
                    whole.entry(scope.se).or_default().push(index);
                } else if months.all().iter().any(|month| (scope.from..=scope.to).contains(month)) {
                    too_long.insert((scope.se, scope.from, scope.to));
                }
            }
        }
        let mut coverage = Self::default();
        for (key, candidates) in single {
            let extract = coverage.add(extracts, &candidates, None);
            coverage.serving.insert(key, extract);
        }
        for (se, candidates) in whole {
            if months.own.iter().all(|month| coverage.serving.contains_key(&(se, *month))) {
                continue;
            }
            let extract = coverage.add(extracts, &candidates, months.own.first().copied());
            coverage.serving.extend(months.own.iter().map(|month| ((se, *month), extract)));
        }
        coverage.notes = coverage.unused(months, &too_long);
        Ok(coverage)
    }

    /// Adds the newest of the candidates as an extract and gives its index. Drawn at the same time, the reports one
    /// by one take the place of their sums.
    fn add(&mut self, extracts: &[DeliveredIncome], candidates: &[usize], whole_period: Option<Month>) -> usize {
        let rank = |index: &usize| {
            let delivered = &extracts[*index];
            (delivered.extract.time, delivered.kind == SourceKind::EindkomstDetail)
        };
        let newest = candidates.iter().map(rank).max();
        let time = newest.and_then(|(time, _)| time);
        let deliveries: BTreeSet<usize> =
            candidates.iter().copied().filter(|index| Some(rank(index)) == newest).collect();
        let is_split = deliveries.iter().any(|index| extracts[*index].extract.is_split);
        let has_rejected_rows = deliveries.iter().any(|index| extracts[*index].has_rejected_rows);
        self.extracts.push(Extract { time, is_split, has_rejected_rows, deliveries, whole_period });
        self.extracts.len() - 1
    }

    /// A long extract is worth a word only where nothing else covers its months.
    fn unused(&self, months: &Months, too_long: &BTreeSet<(SeNumber, Month, Month)>) -> Vec<RunNote> {
        let missing = |se: SeNumber, from: Month, to: Month| {
            let wanted = months.own.iter().filter(|month| (from..=to).contains(month));
            wanted.clone().any(|month| !self.serving.contains_key(&(se, *month)))
        };
        let unused = too_long.iter().filter(|(se, from, to)| missing(*se, *from, *to));
        unused.map(|(se, from, to)| RunNote::ExtractTooLong(*se, *from, *to)).collect()
    }

    /// The extract that serves the payer and month, as an index into `extracts`.
    pub(crate) fn serving(&self, se: SeNumber, month: Month) -> Option<usize> {
        self.serving.get(&(se, month)).copied()
    }

    /// True when the row of this delivery (an index into the extracts of the sources) counts.
    pub(crate) fn counts(&self, delivery: usize, se: SeNumber, month: Month) -> bool {
        self.serving(se, month).is_some_and(|extract| self.extracts[extract].deliveries.contains(&delivery))
    }

    /// The payers and months that an extract serves, in order.
    pub(crate) fn served(&self) -> impl Iterator<Item = (SeNumber, Month)> {
        self.serving.keys().copied()
    }

    /// True when the extract of the payer and month is split by indtægtsart, or there is none to contradict TØK.
    pub(crate) fn tells_kinds(&self, se: SeNumber, month: Month) -> bool {
        self.serving(se, month).is_none_or(|extract| self.extracts[extract].is_split)
    }

    /// The month that stands in keys: the row's own, or where an extract sums the whole period its first.
    pub(crate) fn key_month(&self, se: SeNumber, month: Month) -> Month {
        self.serving(se, month).and_then(|extract| self.extracts[extract].whole_period).unwrap_or(month)
    }

    /// True when keys of the payer and month stand for the whole period.
    pub(crate) fn is_whole_period(&self, se: SeNumber, month: Month) -> bool {
        self.serving(se, month).is_some_and(|extract| self.extracts[extract].whole_period.is_some())
    }
}

/// True when an extract from `from` to `to` is over just the period. Where income in advance moves between periods,
/// a sum over several months cannot be taken apart.
fn spans(months: &Months, from: Month, to: Month) -> bool {
    months.in_advance == InAdvance::OwnMonth && months.own.first() == Some(&from) && months.own.last() == Some(&to)
}

fn refuse_overlaps(delivered: &DeliveredIncome) -> Result<(), MatchError> {
    let mut scopes: Vec<_> = delivered.extract.scopes.clone();
    scopes.sort_unstable();
    let clash = scopes.windows(2).find(|pair| pair[0].se == pair[1].se && pair[1].from <= pair[0].to);
    clash.map_or(Ok(()), |pair| Err(MatchError::ScopesOverlap(pair[0].se)))
}

fn is_in(months: &Months, day: Date) -> bool {
    Month::of(day.calendar()).is_some_and(|month| months.own.contains(&month))
}

/// True when the sources can fill the point.
pub(crate) fn is_present(point: Point, reconciliation: &Reconciliation, period: Period, sources: &Sources) -> bool {
    let months = Months::new(reconciliation, period);
    match reconciliation.source(point) {
        Some(PointSource::TokIndberetning) => {
            let mut heads = sources.reports.iter().flat_map(|delivered| &delivered.table.heads);
            heads.any(|head| months.own.contains(&head.month))
        }
        Some(PointSource::Eindkomst) => {
            let mut scopes = sources.extracts.iter().flat_map(|delivered| &delivered.extract.scopes);
            scopes.any(|scope| {
                (scope.from == scope.to && months.own.contains(&scope.from)) || spans(&months, scope.from, scope.to)
            })
        }
        Some(PointSource::SkatKrav) => {
            let mut lines = sources.claims.iter().flat_map(|delivered| &delivered.records);
            lines.any(|line| months.own.contains(&line.claim_month))
        }
        Some(PointSource::AtpKrav) => {
            let mut lines = sources.atp_claims.iter().flat_map(|delivered| &delivered.records);
            lines.any(|line| months.own.contains(&line.claim_quarter))
        }
        Some(PointSource::TokUdbetaling) => {
            let mut payments = sources.payments.iter().flat_map(|delivered| &delivered.records);
            payments.any(|payment| is_in(&months, payment.disposition))
        }
        Some(PointSource::NemkontoRetur) => !sources.answers.is_empty(),
        Some(PointSource::Bank) => {
            let mut statements = sources.banks.iter().flat_map(|delivered| &delivered.table.statements);
            let mut entries = sources.banks.iter().flat_map(|delivered| &delivered.table.entries);
            statements.any(|statement| statement.from.into_iter().chain(statement.to).any(|day| is_in(&months, day)))
                || entries.any(|entry| entry.booked.is_some_and(|day| is_in(&months, day)))
        }
        Some(PointSource::Krav) => {
            let of_skat = sources.claims.iter().flat_map(|delivered| &delivered.records).map(|line| line.due);
            let of_atp = sources.atp_claims.iter().flat_map(|delivered| &delivered.records).map(|line| line.due);
            of_skat.chain(of_atp).any(|due| is_in(&months, due))
        }
        None => false,
    }
}

/// Refuses a reconciliation whose period, points or passes are not those that can be run, or whose points are empty.
pub(crate) fn refuse_unfit(
    reconciliation: &Reconciliation,
    period: Period,
    sources: &Sources,
    points: &[(Point, PointSource)],
    passes: &[(Pair, PassKind)],
) -> Result<(), MatchError> {
    if !reconciliation.accepts(period) {
        return Err(MatchError::WrongPeriod { reconciliation: reconciliation.id.clone(), period });
    }
    if let Some((point, _)) = reconciliation.points.iter().find(|named| !points.contains(named)) {
        return Err(MatchError::Rules(format!("punkt {} kan ikke læse den kildetype", point.text())));
    }
    if let Some((pair, kind)) = reconciliation.passes.iter().find(|pass| !passes.contains(pass)) {
        return Err(MatchError::Rules(format!("`{}` er ikke et matchtrin mellem {pair} her", kind.text())));
    }
    match reconciliation.points.iter().find(|(point, _)| !is_present(*point, reconciliation, period, sources)) {
        Some((point, _)) => Err(MatchError::PointMissing(*point)),
        None => Ok(()),
    }
}
