//! Small made-up deliveries and runs. All persons are synthetic.

use std::path::PathBuf;

use sha2::Digest;
use sha2::Sha256;
use tempfile::TempDir;
use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::code::ClaimType;
use trepunkt_core::code::Field;
use trepunkt_core::code::IncomeKind;
use trepunkt_core::code::Receipt;
use trepunkt_core::code::System;
use trepunkt_core::company::SeNumber;
use trepunkt_core::cutoff::ConfirmedCutoff;
use trepunkt_core::cutoff::Cutoff;
use trepunkt_core::cutoff::CutoffCandidate;
use trepunkt_core::cutoff::CutoffInterval;
use trepunkt_core::cutoff::Flip;
use trepunkt_core::delivery::CompanySum;
use trepunkt_core::delivery::ControlTotals;
use trepunkt_core::delivery::Diagnostic;
use trepunkt_core::delivery::Extract;
use trepunkt_core::delivery::ExtractScope;
use trepunkt_core::delivery::RowCount;
use trepunkt_core::delivery::Severity;
use trepunkt_core::evidence::Evidence;
use trepunkt_core::evidence::FailedCondition;
use trepunkt_core::evidence::NearMiss;
use trepunkt_core::evidence::Uniqueness;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::OperationId;
use trepunkt_core::id::RecordId;
use trepunkt_core::id::RunId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::period::Period;
use trepunkt_core::person::Cpr;
use trepunkt_core::progress::Progress;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::record::ClaimRecord;
use trepunkt_core::record::Facts;
use trepunkt_core::record::IncomeHead;
use trepunkt_core::record::IncomeRecord;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::result::Bridge;
use trepunkt_core::result::BridgeStep;
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
use trepunkt_core::source::SourceKind;
use trepunkt_core::text_pool::TextId;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;
use trepunkt_store::Access;
use trepunkt_store::Act;
use trepunkt_store::AppliedProfile;
use trepunkt_store::NewDelivery;
use trepunkt_store::NewRun;
use trepunkt_store::Result;
use trepunkt_store::Workspace;

pub(crate) const ACT: Act<'_> = Act { at: WallTime::from_seconds(1_793_800_000), who: "anne" };
pub(crate) const PASSPHRASE: &str = "en rigtig lang adgangskode med æøå";
pub(crate) const CPR: u64 = 101_900_004;
pub(crate) const NAME: &str = "Opdigtet Personnavn";

/// A workspace in a folder of its own.
pub(crate) struct Place {
    pub(crate) folder: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("kommune.trepunkt")
    }

    pub(crate) fn create(&self, passphrase: Option<&str>) -> Workspace {
        Workspace::create(&self.path(), "Testkommune", passphrase, &ACT).expect("a new workspace")
    }

    pub(crate) fn open(&self, passphrase: Option<&str>) -> Workspace {
        Workspace::open(&self.path(), passphrase, Access::Write, &ACT).expect("the workspace opens")
    }

    /// The names of the files in the folder.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).expect("the folder can be read");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("its entries too").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Edits the plain file behind the program's back, its own guards taken away.
    pub(crate) fn tamper(&self, sql: &str) {
        let connection = rusqlite::Connection::open(self.path()).expect("a plain file opens");
        let mut triggers =
            connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").expect("a query");
        let names: Vec<String> = triggers
            .query_map([], |row| row.get(0))
            .expect("rows")
            .collect::<std::result::Result<_, _>>()
            .expect("names");
        drop(triggers);
        for name in names {
            connection.execute_batch(&format!("DROP TRIGGER {name}")).expect("the guard goes");
        }
        connection.execute_batch(&format!("PRAGMA ignore_check_constraints = ON; {sql}")).expect("the edit is made");
    }
}

pub(crate) fn se(number: u32) -> SeNumber {
    SeNumber::new(number).expect("an SE number")
}

pub(crate) fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

pub(crate) fn period() -> Period {
    Period::Month(month("2026-10"))
}

/// One report with everything filled in, one person row with as little as possible.
pub(crate) fn income(seed: i64) -> IncomeTable {
    let mut table = IncomeTable::default();
    let mut keep = |text: &str| table.texts.keep(text, TextId::default()).expect("room");
    let full = IncomeHead {
        se: se(17_000_004),
        cpr: Some(Cpr::new(CPR).expect("a synthetic number")),
        month: month("2026-10"),
        income_kind: IncomeKind::new(170),
        income_type: Some(0),
        period_start: Some(Date::from_days(20_727)),
        period_end: Some(Date::from_days(20_757)),
        disposition: Some(Date::from_days(20_757)),
        in_advance: false,
        is_correction: true,
        reported: Some(WallTime::from_seconds(1_793_000_000 + seed)),
        receipt: Receipt::Rejected,
        system: System::Ksd,
        reference: keep("TOEK00000001"),
        benefit: keep("SYGEDAGPENGE"),
        name: TextId::default(),
    };
    let bare = IncomeHead {
        se: se(17_000_012),
        cpr: None,
        month: month("2026-11"),
        income_kind: None,
        income_type: None,
        period_start: None,
        period_end: None,
        disposition: None,
        in_advance: true,
        is_correction: false,
        reported: None,
        receipt: Receipt::None,
        system: System::Unknown,
        reference: TextId::default(),
        benefit: TextId::default(),
        name: keep(NAME),
    };
    table.heads = vec![full, bare];
    let record = |head, line, field, amount| IncomeRecord {
        head,
        line,
        field: Field::new(field).expect("a field"),
        amount: Money::from_minor(amount),
    };
    table.records =
        vec![record(0, 2, 15, 123_400 + seed), record(0, 3, 16, -800), record(1, 4, 13, 0), record(1, 4, 15, 7)];
    table
}

pub(crate) fn claims() -> Vec<ClaimRecord> {
    let line = |line, claim_type, month_text: &str, amount| ClaimRecord {
        line,
        se: se(17_000_004),
        claim_type,
        month: month(month_text),
        claim_month: month("2026-10"),
        due: Date::from_days(20_768),
        last_timely: None,
        amount: Money::from_minor(amount),
        posted: None,
        text: String::new(),
        payment_reference: String::new(),
    };
    let full = ClaimRecord {
        last_timely: Some(Date::from_days(20_770)),
        posted: Some(Date::from_days(20_760)),
        text: "A-skat, rettelse".to_owned(),
        payment_reference: "+71<000000000000000+12345678<".to_owned(),
        ..line(3, ClaimType::ATax, "2026-09", -5_000)
    };
    vec![line(2, ClaimType::Am, "2026-10", 99_900), full]
}

pub(crate) fn company_sums() -> Vec<CompanySum> {
    let sum = |line, field, amount| CompanySum {
        line,
        se: se(17_000_004),
        from: month("2026-10"),
        to: month("2026-11"),
        field: Field::new(field).expect("a field"),
        amount: Money::from_minor(amount),
    };
    vec![sum(2, 15, 123_400), sum(2, 16, -800)]
}

/// A delivery with its parts, so that a [`NewDelivery`] can borrow them.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) bytes: Vec<u8>,
    pub(crate) kind: SourceKind,
    pub(crate) count: RowCount,
    pub(crate) control: ControlTotals,
    pub(crate) extract: Extract,
    pub(crate) facts: Facts,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) profile: Option<AppliedProfile>,
}

impl Made {
    /// The content follows the seed, so that two seeds are two files.
    pub(crate) fn income(seed: i64) -> Self {
        let control = ControlTotals {
            declared_rows: Some(4),
            sums: vec![
                ("0015".to_owned(), Money::from_minor(123_407 + seed)),
                ("0016".to_owned(), Money::from_minor(-800)),
            ],
        };
        let extract = Extract {
            time: Some(WallTime::from_seconds(1_793_793_600)),
            scopes: vec![ExtractScope { se: se(17_000_004), from: month("2026-10"), to: month("2026-10") }],
            is_split: true,
        };
        let diagnostic = Diagnostic {
            severity: Severity::Rejected,
            code: "amount-decimals",
            line: Some(5),
            column: Some("Beløb".to_owned()),
            value: Some("1,234".to_owned()),
            message: "Beløbet har tre decimaler".to_owned(),
            hint: None,
        };
        Self {
            bytes: format!("IndberetningsID;CPR-nr;Navn\r\nTOEK{seed:08};{CPR:010};{NAME}\r\n").into_bytes(),
            kind: SourceKind::TokIndberetning,
            count: RowCount { rows: 5, structural: 1, accepted: 3, rejected: 1 },
            control,
            extract,
            facts: Facts::Income(income(seed)),
            diagnostics: vec![diagnostic],
            profile: Some(AppliedProfile { id: None, name: "Liste".to_owned(), text: "x".to_owned(), is_split: false }),
        }
    }

    pub(crate) fn of(kind: SourceKind, facts: Facts) -> Self {
        let accepted = u32::try_from(facts.len()).expect("few");
        Self {
            bytes: format!("{facts:?}").into_bytes(),
            kind,
            count: RowCount { rows: accepted + 1, structural: 1, accepted, rejected: 0 },
            control: ControlTotals::default(),
            extract: Extract::default(),
            facts,
            diagnostics: Vec::new(),
            profile: None,
        }
    }

    pub(crate) fn new_delivery(&self) -> NewDelivery<'_> {
        NewDelivery {
            name: "oktober.csv",
            bytes: &self.bytes,
            sha256: Sha256::digest(&self.bytes).into(),
            kind: self.kind,
            encoding: "utf-8",
            count: self.count,
            repaired: 1,
            control: &self.control,
            extract: &self.extract,
            facts: &self.facts,
            diagnostics: &self.diagnostics,
            profile: self.profile.as_ref(),
        }
    }

    pub(crate) fn import(&self, workspace: &mut Workspace) -> Result<(OperationId, DeliveryId)> {
        let (operation, ids) = workspace.add_deliveries(&[self.new_delivery()], &ACT, &Unwatched)?;
        Ok((operation, ids[0]))
    }
}

fn bare_bridge(se: Option<SeNumber>, account: Option<&str>) -> Bridge {
    Bridge { se, field: None, account: account.map(str::to_owned), points: [None; 3], steps: Vec::new() }
}

/// A cut-off with everything, and one with as little as there can be.
fn cutoffs() -> Vec<Cutoff> {
    let moment = |seconds| Some(WallTime::from_seconds(seconds));
    let interval = CutoffInterval { after: moment(1_793_620_000), before: moment(1_793_630_000) };
    let candidate = CutoffCandidate {
        interval,
        explained: Money::from_minor(70_000),
        remainder: Money::ZERO,
        day_earlier: Flip { records: 2, sum: Money::from_minor(-300) },
        day_later: Flip { records: 1, sum: Money::from_minor(400) },
    };
    let other = CutoffCandidate { interval: CutoffInterval::default(), remainder: Money::from_minor(5), ..candidate };
    vec![
        Cutoff {
            se: se(17_000_004),
            inferred: Some(interval),
            previous: Some(CutoffInterval { after: None, before: moment(1_791_000_000) }),
            is_exact: true,
            is_unique: true,
            is_confirmed: true,
            candidates: vec![candidate, other],
        },
        Cutoff {
            se: se(17_000_012),
            inferred: None,
            previous: None,
            is_exact: false,
            is_unique: false,
            is_confirmed: false,
            candidates: Vec::new(),
        },
    ]
}

/// A result over the four records of [`income`] and the two of [`claims`].
pub(crate) fn result(income: DeliveryId, claims: DeliveryId) -> RunResult {
    let (a, c) = (|ordinal| RecordId::new(income, ordinal), |ordinal| RecordId::new(claims, ordinal));
    let group =
        |pair, pass, alternatives| MatchGroup { pair, pass, tolerance_used: Money::from_minor(3), alternatives };
    let member = |pair, record, group| Member { pair, record, group };
    let key = DifferenceKey {
        se: Some(se(17_000_004)),
        cpr: Cpr::new(CPR).ok(),
        field: Some(Field::A_TAX),
        month: Some(month("2026-10")),
        income_kind: IncomeKind::new(170),
        payment: Some("U1".to_owned()),
        bundle: Some("B1".to_owned()),
        account: Some("12340000000001".to_owned()),
    };
    let evidence = Evidence {
        elsewhere: DifferenceKey { se: Some(se(17_000_012)), ..key.clone() },
        factor: Some(3),
        rule: Some("hele-kroner".to_owned()),
        uniqueness: Some(Uniqueness::NotProven),
        nearest: vec![
            NearMiss { record: a(2), failed: FailedCondition::Amount },
            NearMiss { record: c(0), failed: FailedCondition::Taken },
        ],
    };
    let full = Difference {
        fingerprint: "a-skat/2026-10/A-B/1".to_owned(),
        pair: Pair::AB,
        key,
        totals: [Some(Money::from_minor(500)), Some(Money::ZERO), None],
        amount: Money::from_minor(500),
        cause: Cause::MissingInEindkomst,
        certainty: Certainty::Proven,
        records: vec![(Point::A, a(0)), (Point::A, a(1))],
        alternatives: 2,
        as_of: Some(WallTime::from_seconds(1_793_793_600)),
        evidence,
    };
    let bare = Difference {
        fingerprint: "a-skat/2026-10/B-C/2".to_owned(),
        pair: Pair::BC,
        key: DifferenceKey::default(),
        totals: [None, None, Some(Money::from_minor(-5_000))],
        amount: Money::from_minor(5_000),
        cause: Cause::Unexplained,
        certainty: Certainty::Unknown,
        records: Vec::new(),
        alternatives: 0,
        as_of: None,
        evidence: Evidence::default(),
    };
    let step = |pair, cause, inflow, outflow, records| BridgeStep {
        pair,
        cause,
        inflow: Money::from_minor(inflow),
        outflow: Money::from_minor(outflow),
        records,
    };
    let bridge = Bridge {
        se: Some(se(17_000_004)),
        field: Some(Field::A_TAX),
        account: None,
        points: [Some(Money::from_minor(500)), Some(Money::ZERO), Some(Money::from_minor(-5_000))],
        steps: vec![
            step(Pair::AB, Cause::MissingInEindkomst, 0, 500, vec![(Point::A, a(0)), (Point::A, a(1))]),
            step(Pair::BC, Cause::Unexplained, 1_000, 6_000, vec![(Point::C, c(1))]),
        ],
    };
    RunResult {
        points: vec![
            PointTotal { point: Point::A, records: 4, sum: Money::from_minor(500) },
            PointTotal { point: Point::C, records: 2, sum: Money::from_minor(-5_000) },
        ],
        groups: vec![
            group(Pair::AB, PassKind::KeySum, 1),
            group(Pair::AB, PassKind::Key, 0),
            group(Pair::BC, PassKind::ClaimSum, 0),
        ],
        members: vec![
            member(Pair::AB, a(0), 0),
            member(Pair::AB, a(1), 1),
            member(Pair::AB, a(2), 0),
            member(Pair::AB, a(3), 0),
            member(Pair::BC, a(2), 2),
            member(Pair::BC, c(0), 2),
        ],
        differences: vec![full, bare],
        bridges: vec![bridge, bare_bridge(Some(se(17_000_012)), None), bare_bridge(None, Some("12340000000001"))],
        cutoffs: cutoffs(),
        notes: vec![
            RunNote::ExtractMissing(se(17_000_004), month("2026-10")),
            RunNote::InAdvanceLeftOut(se(17_000_004), month("2026-11")),
            RunNote::KindsNotTold(se(17_000_004), month("2026-10")),
            RunNote::ExtractTooLong(se(17_000_012), month("2026-10"), month("2026-11")),
            RunNote::CompanySumDiffers(se(17_000_012), month("2026-10"), 2),
            RunNote::AmountMovedBetweenDeliveries(3),
            RunNote::BookedOutside(4, Money::from_minor(-12_345)),
            RunNote::BookedApart(2, Money::from_minor(-500)),
        ],
        result_hash: [9; 32],
    }
}

/// A moment that somebody confirmed for the claim of the month, of one payer or of all.
pub(crate) fn confirmed(se: Option<SeNumber>) -> ConfirmedCutoff {
    let moment = WallTime::from_seconds(1_793_260_800);
    ConfirmedCutoff { reconciliation: "a-skat".to_owned(), se, period: period(), moment }
}

/// A run without content over some deliveries.
pub(crate) fn empty_result() -> RunResult {
    RunResult {
        points: Vec::new(),
        groups: Vec::new(),
        members: Vec::new(),
        differences: Vec::new(),
        bridges: Vec::new(),
        cutoffs: Vec::new(),
        notes: Vec::new(),
        result_hash: [1; 32],
    }
}

pub(crate) fn save(workspace: &mut Workspace, inputs: &[DeliveryId], result: &RunResult) -> Result<RunId> {
    let rules = workspace.keep_rules("2026.1", "version = \"2026.1\"", &ACT)?;
    let run = NewRun {
        reconciliation: "a-skat",
        period: period(),
        rules,
        program_version: "0.1.0",
        inputs,
        confirmed: &[confirmed(None)],
        elapsed_ms: 12,
        result,
    };
    workspace.save_run(&run, &ACT, &Unwatched)
}

/// Stops the work at once.
pub(crate) struct Cancelling;

impl Progress for Cancelling {
    fn report(&self, _done: u64, _total: u64) {}
    fn is_cancelled(&self) -> bool {
        true
    }
}
