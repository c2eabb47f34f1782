//! The running account of a reconciliation that is matched fact by fact: payments, answers, bookings, claims.
//!
//! Every fact goes to one place per pair of points – a group, a difference, or nothing to compare – and stays there
//! (law 5); every group is exact; the bridges of what is left close to the øre (law 8). All of that is asserted when
//! the account is closed. Facts are ranked by content, so that neither order nor numbers of records tell (law 6).

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::company::SeNumber;
use trepunkt_core::evidence::Evidence;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Period;
use trepunkt_core::result::Difference;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::result::MatchGroup;
use trepunkt_core::result::Member;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;
use trepunkt_core::result::Point;
use trepunkt_core::result::PointTotal;
use trepunkt_core::result::RunNote;
use trepunkt_core::result::RunResult;
use trepunkt_core::rule::Reconciliation;
use trepunkt_core::rule::RulePack;

use crate::bridge::Bridges;
use crate::content::Content;
use crate::engine;
use crate::hash::ContentHash;

/// The bridge that a fact counts in: that of a payer, or that of an account.
pub(crate) type Home = (Option<SeNumber>, Option<String>);

/// The number of a fact in the account.
pub(crate) type FactId = usize;

/// One fact in scope.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub(crate) point: Point,
    pub(crate) record: RecordId,
    /// As its point counts it.
    pub(crate) amount: Money,
    pub(crate) content: Content,
    pub(crate) home: Home,
}

/// A difference before it has a name.
#[derive(Clone, Debug)]
pub(crate) struct Opened {
    pub(crate) pair: Pair,
    pub(crate) key: DifferenceKey,
    /// What the points hold at the key, what was matched included.
    pub(crate) totals: [Option<Money>; 3],
    /// The facts of the pair that are left.
    pub(crate) facts: Vec<FactId>,
    /// Records of the point outside the pair that tell what it is about.
    pub(crate) about: Vec<(Point, RecordId)>,
    pub(crate) cause: Cause,
    pub(crate) certainty: Certainty,
    pub(crate) alternatives: u32,
    pub(crate) evidence: Evidence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Nowhere,
    /// It has no amount to compare there.
    Nothing,
    Grouped,
    Open,
}

#[derive(Debug)]
struct Group {
    pair: Pair,
    pass: PassKind,
    alternatives: u32,
    facts: Vec<FactId>,
}

/// The account of one run.
#[derive(Debug)]
pub(crate) struct Ledger<'r> {
    rules: &'r RulePack,
    reconciliation: &'r Reconciliation,
    period: Period,
    facts: Vec<Fact>,
    places: Vec<[Place; 2]>,
    groups: Vec<Group>,
    open: Vec<Opened>,
    pub(crate) notes: BTreeSet<RunNote>,
}

impl<'r> Ledger<'r> {
    pub(crate) fn new(rules: &'r RulePack, reconciliation: &'r Reconciliation, period: Period) -> Self {
        let (facts, places, groups, open) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { rules, reconciliation, period, facts, places, groups, open, notes: BTreeSet::new() }
    }

    /// Takes a fact into scope.
    pub(crate) fn enter(&mut self, fact: Fact) -> FactId {
        self.facts.push(fact);
        self.places.push([Place::Nowhere; 2]);
        self.facts.len() - 1
    }

    /// Moves a fact to the bridge of what it is matched with.
    pub(crate) fn settle_in(&mut self, id: FactId, home: &Home) {
        self.facts[id].home = home.clone();
    }

    /// The fact has no amount that the pair could compare.
    pub(crate) fn pass_by(&mut self, pair: Pair, id: FactId) {
        assert!(self.facts[id].amount.is_zero(), "only a fact without amount is not compared");
        self.go(pair, id, Place::Nothing);
    }

    /// Puts facts that agree to the øre into one group.
    pub(crate) fn group(&mut self, pair: Pair, pass: PassKind, alternatives: u32, facts: Vec<FactId>) {
        assert!(!facts.is_empty(), "a group has members");
        assert!(self.distance(pair, &facts).is_zero(), "every group is exact");
        facts.iter().for_each(|id| self.go(pair, *id, Place::Grouped));
        self.groups.push(Group { pair, pass, alternatives, facts });
    }

    /// Leaves facts in a difference.
    pub(crate) fn differ(&mut self, opened: Opened) {
        let total = |point: Point| opened.totals[usize::from(point.number())].unwrap_or_default();
        assert_eq!(
            self.distance(opened.pair, &opened.facts),
            total(opened.pair.left()) - total(opened.pair.right()),
            "what is left of a key differs by as much as the key, since every group is exact"
        );
        opened.facts.iter().for_each(|id| self.go(opened.pair, *id, Place::Open));
        self.open.push(opened);
    }

    /// Left minus right.
    fn distance(&self, pair: Pair, facts: &[FactId]) -> Money {
        let of = |point: Point| -> Money {
            facts.iter().map(|id| &self.facts[*id]).filter(|fact| fact.point == point).map(|fact| fact.amount).sum()
        };
        of(pair.left()) - of(pair.right())
    }

    fn go(&mut self, pair: Pair, id: FactId, to: Place) {
        let point = self.facts[id].point;
        assert!(point == pair.left() || point == pair.right(), "a pair compares its own points");
        let place = &mut self.places[id][usize::from(pair.number())];
        assert_eq!(*place, Place::Nowhere, "a record is in at most one group or difference per pair");
        *place = to;
    }

    fn has(&self, pair: Pair) -> bool {
        self.reconciliation.source(pair.right()).is_some()
    }

    /// Closes the account.
    pub(crate) fn close(mut self) -> RunResult {
        self.assert_conservation();
        let rank = self.ranks();
        let mut groups = std::mem::take(&mut self.groups);
        for group in &mut groups {
            group.facts.sort_by_key(|id| (rank[*id], self.facts[*id].record));
        }
        groups.sort_by_cached_key(|group| {
            let ranks: Vec<usize> = group.facts.iter().map(|id| rank[*id]).collect();
            let first = group.facts.first().map(|id| self.facts[*id].record);
            (group.pair, ranks, group.pass, first)
        });
        let mut hash = ContentHash::new("run");
        hash.text(&self.reconciliation.id);
        hash.text(&self.period.to_string());
        hash.text(&self.rules.version);
        groups.iter().for_each(|group| self.hash_group(&mut hash, group));
        let differences = self.name_differences(&rank, &mut hash);
        let mut members: Vec<Member> = (0_u32..)
            .zip(&groups)
            .flat_map(|(number, group)| group.facts.iter().map(move |id| (group.pair, *id, number)))
            .map(|(pair, id, group)| Member { pair, record: self.facts[id].record, group })
            .collect();
        members.sort_unstable();
        engine::assert_exclusive(&members);
        let points = self.points();
        let bridges = self.bridges(&differences).close(self.has(Pair::BC));
        let result_hash = engine::seal(hash, &points, &bridges, &[]);
        let plain = |group: Group| {
            let Group { pair, pass, alternatives, .. } = group;
            MatchGroup { pair, pass, tolerance_used: Money::ZERO, alternatives }
        };
        RunResult {
            points,
            groups: groups.into_iter().map(plain).collect(),
            members,
            differences: differences.into_iter().map(|(_, difference)| difference).collect(),
            bridges,
            cutoffs: Vec::new(),
            notes: self.notes.into_iter().collect(),
            result_hash,
        }
    }

    /// Nothing is lost: every fact went somewhere in every pair that compares its point.
    fn assert_conservation(&self) {
        for pair in Pair::ALL.iter().filter(|pair| self.has(**pair)) {
            for (fact, places) in self.facts.iter().zip(&self.places) {
                let is_compared = fact.point == pair.left() || fact.point == pair.right();
                let is_placed = places[usize::from(pair.number())] != Place::Nowhere;
                assert!(!is_compared || is_placed, "every record ends in a group or in a difference of {pair}");
            }
        }
    }

    /// The place of each fact in the order of contents; equal contents share one.
    fn ranks(&self) -> Vec<usize> {
        let mut order: Vec<FactId> = (0..self.facts.len()).collect();
        let content = |id: FactId| (self.facts[id].point, &self.facts[id].content);
        order.sort_by(|left, right| content(*left).cmp(&content(*right)));
        let mut ranks = vec![0; order.len()];
        let mut rank = 0;
        for (position, id) in order.iter().enumerate() {
            if position > 0 && content(order[position - 1]) != content(*id) {
                rank += 1;
            }
            ranks[*id] = rank;
        }
        ranks
    }

    fn points(&self) -> Vec<PointTotal> {
        let of = |point: Point| {
            let facts = self.facts.iter().filter(move |fact| fact.point == point);
            let records = u64::try_from(facts.clone().count()).expect("a usize fits in 64 bits");
            PointTotal { point, records, sum: facts.map(|fact| fact.amount).sum() }
        };
        self.reconciliation.points.iter().map(|(point, _)| of(*point)).collect()
    }

    fn bridges(&self, differences: &[(Home, Difference)]) -> Bridges {
        let mut bridges = Bridges::default();
        for fact in &self.facts {
            for (point, _) in &self.reconciliation.points {
                let amount = if *point == fact.point { fact.amount } else { Money::ZERO };
                bridges.add_home(&fact.home, *point, amount);
            }
        }
        differences.iter().for_each(|(home, difference)| bridges.step_home(home, difference));
        bridges
    }

    fn hash_group(&self, hash: &mut ContentHash, group: &Group) {
        hash.mark(b'G');
        hash.mark(group.pair.number());
        hash.mark(group.pass.number());
        hash.number(u64::from(group.alternatives));
        self.hash_facts(hash, &group.facts);
    }

    fn hash_facts(&self, hash: &mut ContentHash, facts: &[FactId]) {
        hash.count(facts.len());
        for id in facts {
            hash.mark(self.facts[*id].point.number());
            hash.count(self.facts[*id].content.bytes().len());
            hash.bytes(self.facts[*id].content.bytes());
        }
    }

    /// Orders the differences and gives each its name, the same in every run.
    fn name_differences(&mut self, rank: &[usize], hash: &mut ContentHash) -> Vec<(Home, Difference)> {
        let mut open = std::mem::take(&mut self.open);
        for opened in &mut open {
            opened.facts.sort_by_key(|id| (self.facts[*id].point, rank[*id], self.facts[*id].record));
        }
        open.sort_by_cached_key(|opened| {
            let ranks: Vec<usize> = opened.facts.iter().map(|id| rank[*id]).collect();
            let records: Vec<RecordId> = opened.facts.iter().map(|id| self.facts[*id].record).collect();
            (opened.pair, opened.key.clone(), ranks, records)
        });
        let mut alike: BTreeMap<String, u64> = BTreeMap::new();
        let mut named = Vec::with_capacity(open.len());
        for opened in open {
            let number = alike.entry(self.fingerprint(&opened, 0)).or_default();
            let fingerprint = self.fingerprint(&opened, *number);
            *number += 1;
            let amount = self.distance(opened.pair, &opened.facts);
            let home = opened.facts.first().map_or((None, None), |id| self.facts[*id].home.clone());
            let same_home = opened.facts.iter().all(|id| self.facts[*id].home == home);
            assert!(same_home, "a difference stands in one bridge");
            let own = opened.facts.iter().map(|id| (self.facts[*id].point, self.facts[*id].record));
            let mut records: Vec<(Point, RecordId)> = own.chain(opened.about.iter().copied()).collect();
            records.sort_by_key(|(point, _)| *point);
            let difference = Difference {
                fingerprint,
                pair: opened.pair,
                key: opened.key,
                totals: opened.totals,
                amount,
                cause: opened.cause,
                certainty: opened.certainty,
                records,
                alternatives: opened.alternatives,
                as_of: None,
                evidence: opened.evidence,
            };
            hash_difference(hash, &difference);
            self.hash_facts(hash, &opened.facts);
            named.push((home, difference));
        }
        named
    }

    /// The key names a difference; where it names neither payment nor bundle, what its facts say does. Those that are
    /// equal even so are numbered.
    fn fingerprint(&self, opened: &Opened, number: u64) -> String {
        let mut name = crate::cause::fingerprint(&self.reconciliation.id, self.period, opened.pair);
        hash_key(&mut name, &opened.key);
        if opened.key.payment.is_none() && opened.key.bundle.is_none() {
            self.hash_facts(&mut name, &opened.facts);
        }
        name.number(number);
        name.short()
    }
}

fn hash_key(hash: &mut ContentHash, key: &DifferenceKey) {
    hash.number(key.se.map_or(0, |se| u64::from(se.number())));
    hash.maybe_month(key.month);
    for part in [&key.payment, &key.bundle, &key.account] {
        hash.mark(u8::from(part.is_some()));
        hash.text(part.as_deref().unwrap_or_default());
    }
}

fn hash_difference(hash: &mut ContentHash, difference: &Difference) {
    hash.mark(b'd');
    hash.mark(difference.pair.number());
    hash_key(hash, &difference.key);
    difference.totals.iter().for_each(|total| hash.maybe_money(*total));
    hash.money(difference.amount);
    hash.text(difference.cause.code());
    hash.text(difference.certainty.code());
    hash.number(u64::from(difference.alternatives));
    let evidence = &difference.evidence;
    hash_key(hash, &evidence.elsewhere);
    hash.number(evidence.factor.map_or(0, u64::from));
    hash.text(evidence.uniqueness.map_or("", trepunkt_core::evidence::Uniqueness::text));
    hash.count(evidence.nearest.len());
    evidence.nearest.iter().for_each(|miss| hash.mark(miss.failed.number()));
}
