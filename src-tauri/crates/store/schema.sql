CREATE INDEX confirmed_cutoff_of_reconciliation ON confirmed_cutoff (reconciliation);
CREATE INDEX work_of_likeness ON work (likeness);
CREATE INDEX work_of_period ON work (reconciliation, period);
CREATE TABLE answer_record (
    id           INTEGER PRIMARY KEY,
    line         INTEGER NOT NULL,
    payment      TEXT NOT NULL,
    bundle       TEXT,
    answer       INTEGER NOT NULL,
    text         TEXT,
    time         INTEGER NOT NULL,
    amount_minor INTEGER
) STRICT;
CREATE TABLE atp_claim_record (
    id                INTEGER PRIMARY KEY,
    line              INTEGER NOT NULL,
    se                INTEGER NOT NULL,
    scheme            INTEGER NOT NULL,
    quarter           INTEGER NOT NULL,
    claim_quarter     INTEGER NOT NULL,
    due               INTEGER NOT NULL,
    amount_minor      INTEGER NOT NULL,
    benefit           TEXT,
    creditor          TEXT,
    payment_reference TEXT
) STRICT;
CREATE TABLE audit (
    id           INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    who          TEXT NOT NULL,
    what         TEXT NOT NULL,
    detail       TEXT NOT NULL,
    operation_id INTEGER REFERENCES operation (id),
    hash         BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE TABLE bank_entry (
    id              INTEGER PRIMARY KEY,
    statement       INTEGER NOT NULL,
    line            INTEGER NOT NULL,
    detail          INTEGER NOT NULL,
    booked          INTEGER,
    value_date      INTEGER,
    amount_minor    INTEGER NOT NULL,
    currency        TEXT,
    status          INTEGER NOT NULL,
    is_reversal     INTEGER NOT NULL CHECK (is_reversal IN (0, 1)),
    text            TEXT,
    reference       TEXT,
    bank_reference  TEXT,
    slip            TEXT,
    counter_account TEXT,
    counter_name    TEXT
) STRICT;
CREATE TABLE bank_statement (
    id            INTEGER PRIMARY KEY,
    number        TEXT,
    account       TEXT,
    currency      TEXT,
    opening_minor INTEGER,
    closing_minor INTEGER,
    from_date     INTEGER,
    to_date       INTEGER
) STRICT;
CREATE TABLE "bridge" (
    id      INTEGER PRIMARY KEY,
    se      INTEGER,
    field   INTEGER,
    account TEXT,
    a_minor INTEGER,
    b_minor INTEGER,
    c_minor INTEGER
) STRICT;
CREATE TABLE bridge_step (
    bridge_id INTEGER NOT NULL,
    position  INTEGER NOT NULL,
    pair      INTEGER NOT NULL,
    cause     TEXT NOT NULL,
    in_minor  INTEGER NOT NULL CHECK (in_minor >= 0),
    out_minor INTEGER NOT NULL CHECK (out_minor >= 0),
    PRIMARY KEY (bridge_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE bridge_step_record (
    bridge_id INTEGER NOT NULL,
    step      INTEGER NOT NULL,
    position  INTEGER NOT NULL,
    point     INTEGER NOT NULL,
    record_id INTEGER NOT NULL,
    PRIMARY KEY (bridge_id, step, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE claim_record (
    id                INTEGER PRIMARY KEY,
    line              INTEGER NOT NULL,
    se                INTEGER NOT NULL,
    claim_type        INTEGER NOT NULL,
    month             INTEGER NOT NULL,
    claim_month       INTEGER NOT NULL,
    due               INTEGER NOT NULL,
    last_timely       INTEGER,
    amount_minor      INTEGER NOT NULL,
    posted            INTEGER,
    text              TEXT,
    payment_reference TEXT
) STRICT;
CREATE TABLE company_sum (
    id           INTEGER PRIMARY KEY,
    line         INTEGER NOT NULL,
    se           INTEGER NOT NULL,
    from_month   INTEGER NOT NULL,
    to_month     INTEGER NOT NULL,
    field        INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL
) STRICT;
CREATE TABLE confirmed_cutoff (
    id             INTEGER PRIMARY KEY,
    operation_id   INTEGER NOT NULL UNIQUE REFERENCES operation (id),
    reconciliation TEXT NOT NULL,
    period         TEXT NOT NULL,
    se             INTEGER,
    moment         INTEGER NOT NULL
) STRICT;
CREATE TABLE decision (
    id           INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL UNIQUE REFERENCES operation (id),
    sign_off_id  INTEGER NOT NULL UNIQUE REFERENCES sign_off (id),
    is_approval  INTEGER NOT NULL CHECK (is_approval IN (0, 1)),
    reason       TEXT NOT NULL,
    at           INTEGER NOT NULL,
    statement    TEXT NOT NULL,
    public_key   BLOB NOT NULL CHECK (length(public_key) = 32),
    signature    BLOB NOT NULL CHECK (length(signature) = 64)
) STRICT;
CREATE TABLE delivery (
    id               INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 0x7FFFFFFF),
    operation_id     INTEGER NOT NULL REFERENCES operation (id),
    file_name        TEXT NOT NULL,
    byte_count       INTEGER NOT NULL,
    sha256           BLOB NOT NULL CHECK (length(sha256) = 32),
    kind             INTEGER NOT NULL,
    encoding         TEXT NOT NULL,
    row_count        INTEGER NOT NULL,
    structural_count INTEGER NOT NULL,
    accepted_count   INTEGER NOT NULL,
    rejected_count   INTEGER NOT NULL,
    repaired_count   INTEGER NOT NULL,
    fact_kind        INTEGER NOT NULL,
    record_count     INTEGER NOT NULL,
    head_count       INTEGER NOT NULL,
    total_minor      INTEGER NOT NULL,
    is_line_ordered  INTEGER NOT NULL CHECK (is_line_ordered IN (0, 1)),
    declared_rows    INTEGER,
    extract_time     INTEGER,
    is_split         INTEGER NOT NULL CHECK (is_split IN (0, 1)),
    CHECK (row_count = structural_count + accepted_count + rejected_count)
) STRICT;
CREATE TABLE delivery_account_coverage (
    delivery_id  INTEGER NOT NULL REFERENCES delivery (id),
    account      TEXT NOT NULL,
    month        INTEGER NOT NULL,
    record_count INTEGER NOT NULL,
    PRIMARY KEY (delivery_id, account, month)
) STRICT, WITHOUT ROWID;
CREATE TABLE delivery_coverage (
    delivery_id  INTEGER NOT NULL REFERENCES delivery (id),
    se           INTEGER NOT NULL,
    month        INTEGER NOT NULL,
    record_count INTEGER NOT NULL,
    PRIMARY KEY (delivery_id, se, month)
) STRICT, WITHOUT ROWID;
CREATE TABLE delivery_diagnostic (
    delivery_id INTEGER NOT NULL REFERENCES delivery (id),
    position    INTEGER NOT NULL,
    severity    TEXT NOT NULL,
    code        TEXT NOT NULL,
    line        INTEGER,
    column_name TEXT,
    value       TEXT,
    message     TEXT NOT NULL,
    hint        TEXT,
    PRIMARY KEY (delivery_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE delivery_original (
    id    INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;
CREATE TABLE delivery_profile (
    delivery_id INTEGER PRIMARY KEY REFERENCES delivery (id),
    profile_id  INTEGER REFERENCES mapping_profile (id),
    name        TEXT NOT NULL CHECK (name <> ''),
    text        TEXT NOT NULL,
    is_split    INTEGER NOT NULL CHECK (is_split IN (0, 1))
) STRICT;
CREATE TABLE delivery_scope (
    delivery_id INTEGER NOT NULL REFERENCES delivery (id),
    position    INTEGER NOT NULL,
    se          INTEGER NOT NULL,
    from_month  INTEGER NOT NULL,
    to_month    INTEGER NOT NULL,
    PRIMARY KEY (delivery_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE delivery_sum (
    delivery_id  INTEGER NOT NULL REFERENCES delivery (id),
    position     INTEGER NOT NULL,
    name         TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    PRIMARY KEY (delivery_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE difference (
    id           INTEGER PRIMARY KEY,
    fingerprint  TEXT NOT NULL,
    pair         INTEGER NOT NULL,
    se           INTEGER,
    cpr          INTEGER,
    field        INTEGER,
    month        INTEGER,
    income_kind  INTEGER,
    a_minor      INTEGER,
    b_minor      INTEGER,
    c_minor      INTEGER,
    amount_minor INTEGER NOT NULL,
    cause        TEXT NOT NULL,
    certainty    TEXT NOT NULL,
    alternatives INTEGER NOT NULL,
    as_of        INTEGER
, payment TEXT, bundle TEXT, account TEXT) STRICT;
CREATE TABLE difference_evidence (
    difference_id INTEGER PRIMARY KEY,
    se            INTEGER,
    cpr           INTEGER,
    field         INTEGER,
    month         INTEGER,
    income_kind   INTEGER,
    payment       TEXT,
    bundle        TEXT,
    account       TEXT,
    factor        INTEGER,
    rule          TEXT,
    uniqueness    INTEGER
) STRICT;
CREATE TABLE difference_near_miss (
    difference_id INTEGER NOT NULL,
    position      INTEGER NOT NULL,
    record_id     INTEGER NOT NULL,
    failed        INTEGER NOT NULL,
    PRIMARY KEY (difference_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE difference_record (
    difference_id INTEGER NOT NULL,
    position      INTEGER NOT NULL,
    point         INTEGER NOT NULL,
    record_id     INTEGER NOT NULL,
    PRIMARY KEY (difference_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE endorsement (
    id           INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    name         TEXT NOT NULL CHECK (name <> ''),
    public_key   BLOB NOT NULL CHECK (length(public_key) = 32),
    signature    BLOB NOT NULL CHECK (length(signature) = 64),
    UNIQUE (operation_id, public_key)
) STRICT;
CREATE TABLE enrolment (
    id           INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    name         TEXT NOT NULL CHECK (name <> ''),
    public_key   BLOB NOT NULL CHECK (length(public_key) = 32),
    role         INTEGER NOT NULL,
    is_withdrawn INTEGER NOT NULL CHECK (is_withdrawn IN (0, 1)),
    by_key       BLOB NOT NULL CHECK (length(by_key) = 32),
    signature    BLOB NOT NULL CHECK (length(signature) = 64)
) STRICT;
CREATE TABLE evidence (
    id           INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    name         TEXT NOT NULL CHECK (name <> ''),
    byte_count   INTEGER NOT NULL,
    sha256       BLOB NOT NULL CHECK (length(sha256) = 32),
    bytes        BLOB NOT NULL
) STRICT;
CREATE TABLE expectation (
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    position     INTEGER NOT NULL,
    kind         INTEGER NOT NULL,
    se           INTEGER,
    account      TEXT,
    from_month   INTEGER NOT NULL,
    to_month     INTEGER,
    PRIMARY KEY (operation_id, position),
    CHECK (se IS NULL OR account IS NULL),
    CHECK (to_month IS NULL OR to_month >= from_month)
) STRICT, WITHOUT ROWID;
CREATE TABLE income_head (
    id            INTEGER PRIMARY KEY,
    se            INTEGER NOT NULL,
    cpr           INTEGER,
    month         INTEGER NOT NULL,
    income_kind   INTEGER,
    income_type   INTEGER,
    period_start  INTEGER,
    period_end    INTEGER,
    disposition   INTEGER,
    is_in_advance INTEGER NOT NULL,
    is_correction INTEGER NOT NULL,
    reported      INTEGER,
    receipt       INTEGER NOT NULL,
    system        INTEGER NOT NULL,
    reference     TEXT,
    benefit       TEXT,
    name          TEXT
) STRICT;
CREATE TABLE income_record (
    id           INTEGER PRIMARY KEY,
    head         INTEGER NOT NULL,
    line         INTEGER NOT NULL,
    field        INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL
) STRICT;
CREATE TABLE invoice_record (
    id                INTEGER PRIMARY KEY,
    line              INTEGER NOT NULL,
    dialect           INTEGER NOT NULL,
    is_credit_note    INTEGER NOT NULL CHECK (is_credit_note IN (0, 1)),
    number            TEXT,
    issued            INTEGER NOT NULL,
    due               INTEGER,
    currency          TEXT,
    supplier          TEXT,
    supplier_name     TEXT,
    customer          TEXT,
    payment_reference TEXT,
    payable_minor     INTEGER NOT NULL,
    tax_minor         INTEGER NOT NULL,
    text              TEXT,
    amount_minor      INTEGER NOT NULL
) STRICT;
CREATE TABLE mapping_profile (
    id           INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    name         TEXT NOT NULL CHECK (name <> ''),
    kind         INTEGER NOT NULL,
    header_set   BLOB NOT NULL CHECK (length(header_set) = 32),
    text         TEXT NOT NULL
) STRICT;
CREATE TABLE match_group (
    id              INTEGER PRIMARY KEY,
    group_count     INTEGER NOT NULL CHECK (group_count > 0),
    pair            INTEGER NOT NULL,
    pass            INTEGER NOT NULL,
    tolerance_minor INTEGER NOT NULL,
    alternatives    INTEGER NOT NULL
) STRICT;
CREATE TABLE match_member (
    run_id         INTEGER NOT NULL,
    pair           INTEGER NOT NULL,
    record_id      INTEGER NOT NULL,
    group_number   INTEGER NOT NULL,
    next_record_id INTEGER NOT NULL,
    PRIMARY KEY (run_id, pair, record_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE migration (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32)
) STRICT;
CREATE TABLE operation (
    id     INTEGER PRIMARY KEY,
    kind   TEXT NOT NULL,
    at     INTEGER NOT NULL,
    who    TEXT NOT NULL,
    detail TEXT NOT NULL,
    undoes INTEGER REFERENCES operation (id) CHECK (undoes < id)
) STRICT;
CREATE TABLE own_rules (
    id              INTEGER PRIMARY KEY,
    operation_id    INTEGER NOT NULL UNIQUE REFERENCES operation (id),
    shipped_version TEXT NOT NULL,
    reason          TEXT NOT NULL,
    text            TEXT NOT NULL
) STRICT;
CREATE TABLE payment_record (
    id               INTEGER PRIMARY KEY,
    line             INTEGER NOT NULL,
    payment          TEXT NOT NULL,
    bundle           TEXT,
    effectuation     TEXT,
    system           INTEGER NOT NULL,
    benefit          TEXT,
    receiver_kind    INTEGER NOT NULL,
    receiver         INTEGER NOT NULL,
    gross_minor      INTEGER,
    net_minor        INTEGER,
    amount_minor     INTEGER NOT NULL,
    disposition      INTEGER NOT NULL,
    method           INTEGER NOT NULL,
    account          TEXT,
    status           INTEGER NOT NULL,
    sent             INTEGER,
    receiver_account TEXT
) STRICT;
CREATE TABLE rule_text (
    id      INTEGER PRIMARY KEY,
    sha256  BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
    version TEXT NOT NULL,
    text    TEXT NOT NULL
) STRICT;
CREATE TABLE run (
    id                   INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 0x7FFFFFFF),
    operation_id         INTEGER NOT NULL REFERENCES operation (id),
    reconciliation       TEXT NOT NULL,
    period               TEXT NOT NULL,
    rule_text_id         INTEGER NOT NULL REFERENCES rule_text (id),
    program_version      TEXT NOT NULL,
    result_hash          BLOB NOT NULL CHECK (length(result_hash) = 32),
    elapsed_ms           INTEGER NOT NULL,
    group_count          INTEGER NOT NULL,
    member_count         INTEGER NOT NULL,
    matched_record_count INTEGER NOT NULL,
    difference_count     INTEGER NOT NULL,
    bridge_count         INTEGER NOT NULL,
    unexplained_minor    INTEGER NOT NULL CHECK (unexplained_minor >= 0)
) STRICT;
CREATE TABLE run_confirmed_cutoff (
    run_id   INTEGER NOT NULL REFERENCES run (id),
    position INTEGER NOT NULL,
    period   TEXT NOT NULL,
    se       INTEGER,
    moment   INTEGER NOT NULL,
    PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE run_cutoff (
    id              INTEGER PRIMARY KEY,
    se              INTEGER NOT NULL,
    is_inferred     INTEGER NOT NULL CHECK (is_inferred IN (0, 1)),
    after           INTEGER,
    before          INTEGER,
    has_previous    INTEGER NOT NULL CHECK (has_previous IN (0, 1)),
    previous_after  INTEGER,
    previous_before INTEGER,
    is_exact        INTEGER NOT NULL CHECK (is_exact IN (0, 1)),
    is_unique       INTEGER NOT NULL CHECK (is_unique IN (0, 1)),
    is_confirmed    INTEGER NOT NULL CHECK (is_confirmed IN (0, 1))
) STRICT;
CREATE TABLE run_cutoff_candidate (
    cutoff_id       INTEGER NOT NULL,
    position        INTEGER NOT NULL,
    after           INTEGER,
    before          INTEGER,
    explained_minor INTEGER NOT NULL,
    remainder_minor INTEGER NOT NULL,
    earlier_records INTEGER NOT NULL,
    earlier_minor   INTEGER NOT NULL,
    later_records   INTEGER NOT NULL,
    later_minor     INTEGER NOT NULL,
    PRIMARY KEY (cutoff_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE run_input (
    run_id      INTEGER NOT NULL REFERENCES run (id),
    delivery_id INTEGER NOT NULL REFERENCES delivery (id),
    PRIMARY KEY (run_id, delivery_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE run_note (
    run_id   INTEGER NOT NULL REFERENCES run (id),
    position INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    se       INTEGER,
    month    INTEGER,
    to_month INTEGER,
    count    INTEGER, amount_minor INTEGER,
    PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE run_point (
    run_id       INTEGER NOT NULL REFERENCES run (id),
    point        INTEGER NOT NULL,
    record_count INTEGER NOT NULL,
    sum_minor    INTEGER NOT NULL,
    PRIMARY KEY (run_id, point)
) STRICT, WITHOUT ROWID;
CREATE TABLE setting (
    operation_id INTEGER PRIMARY KEY REFERENCES operation (id),
    key          TEXT NOT NULL,
    value        TEXT NOT NULL
) STRICT;
CREATE TABLE sign_off (
    id             INTEGER PRIMARY KEY,
    operation_id   INTEGER NOT NULL UNIQUE REFERENCES operation (id),
    reconciliation TEXT NOT NULL,
    period         TEXT NOT NULL,
    version        INTEGER NOT NULL CHECK (version > 0),
    run_id         INTEGER NOT NULL REFERENCES run (id),
    note           TEXT NOT NULL,
    statement      TEXT NOT NULL,
    public_key     BLOB NOT NULL CHECK (length(public_key) = 32),
    signature      BLOB NOT NULL CHECK (length(signature) = 64),
    UNIQUE (reconciliation, period, version)
) STRICT;
CREATE TABLE work (
    id             INTEGER PRIMARY KEY,
    operation_id   INTEGER NOT NULL REFERENCES operation (id),
    reconciliation TEXT NOT NULL,
    period         TEXT NOT NULL,
    fingerprint    TEXT NOT NULL,
    content        BLOB NOT NULL CHECK (length(content) = 32),
    likeness       BLOB NOT NULL CHECK (length(likeness) = 32),
    kind           INTEGER NOT NULL,
    cause          TEXT,
    day            INTEGER,
    owner          TEXT,
    comment        TEXT,
    rest_minor     INTEGER,
    evidence_id    INTEGER REFERENCES evidence (id)
) STRICT;
CREATE TABLE workspace (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    name     TEXT NOT NULL,
    identity BLOB NOT NULL CHECK (length(identity) = 16)
) STRICT;
CREATE TRIGGER answer_record_is_never_changed BEFORE UPDATE ON answer_record
BEGIN SELECT RAISE(ABORT, 'answer_record is append-only'); END;
CREATE TRIGGER answer_record_is_never_deleted BEFORE DELETE ON answer_record
BEGIN SELECT RAISE(ABORT, 'answer_record is append-only'); END;
CREATE TRIGGER atp_claim_record_is_never_changed BEFORE UPDATE ON atp_claim_record
BEGIN SELECT RAISE(ABORT, 'atp_claim_record is append-only'); END;
CREATE TRIGGER atp_claim_record_is_never_deleted BEFORE DELETE ON atp_claim_record
BEGIN SELECT RAISE(ABORT, 'atp_claim_record is append-only'); END;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER bank_entry_is_never_changed BEFORE UPDATE ON bank_entry
BEGIN SELECT RAISE(ABORT, 'bank_entry is append-only'); END;
CREATE TRIGGER bank_entry_is_never_deleted BEFORE DELETE ON bank_entry
BEGIN SELECT RAISE(ABORT, 'bank_entry is append-only'); END;
CREATE TRIGGER bank_statement_is_never_changed BEFORE UPDATE ON bank_statement
BEGIN SELECT RAISE(ABORT, 'bank_statement is append-only'); END;
CREATE TRIGGER bank_statement_is_never_deleted BEFORE DELETE ON bank_statement
BEGIN SELECT RAISE(ABORT, 'bank_statement is append-only'); END;
CREATE TRIGGER bridge_is_never_changed BEFORE UPDATE ON bridge
BEGIN SELECT RAISE(ABORT, 'bridge is append-only'); END;
CREATE TRIGGER bridge_is_never_deleted BEFORE DELETE ON bridge
BEGIN SELECT RAISE(ABORT, 'bridge is append-only'); END;
CREATE TRIGGER bridge_step_is_never_changed BEFORE UPDATE ON bridge_step
BEGIN SELECT RAISE(ABORT, 'bridge_step is append-only'); END;
CREATE TRIGGER bridge_step_is_never_deleted BEFORE DELETE ON bridge_step
BEGIN SELECT RAISE(ABORT, 'bridge_step is append-only'); END;
CREATE TRIGGER bridge_step_record_is_never_changed BEFORE UPDATE ON bridge_step_record
BEGIN SELECT RAISE(ABORT, 'bridge_step_record is append-only'); END;
CREATE TRIGGER bridge_step_record_is_never_deleted BEFORE DELETE ON bridge_step_record
BEGIN SELECT RAISE(ABORT, 'bridge_step_record is append-only'); END;
CREATE TRIGGER claim_record_is_never_changed BEFORE UPDATE ON claim_record
BEGIN SELECT RAISE(ABORT, 'claim_record is append-only'); END;
CREATE TRIGGER claim_record_is_never_deleted BEFORE DELETE ON claim_record
BEGIN SELECT RAISE(ABORT, 'claim_record is append-only'); END;
CREATE TRIGGER company_sum_is_never_changed BEFORE UPDATE ON company_sum
BEGIN SELECT RAISE(ABORT, 'company_sum is append-only'); END;
CREATE TRIGGER company_sum_is_never_deleted BEFORE DELETE ON company_sum
BEGIN SELECT RAISE(ABORT, 'company_sum is append-only'); END;
CREATE TRIGGER confirmed_cutoff_is_never_changed BEFORE UPDATE ON confirmed_cutoff
BEGIN SELECT RAISE(ABORT, 'confirmed_cutoff is append-only'); END;
CREATE TRIGGER confirmed_cutoff_is_never_deleted BEFORE DELETE ON confirmed_cutoff
BEGIN SELECT RAISE(ABORT, 'confirmed_cutoff is append-only'); END;
CREATE TRIGGER decision_is_never_changed BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
CREATE TRIGGER decision_is_never_deleted BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
CREATE TRIGGER decision_is_of_another BEFORE INSERT ON decision
WHEN NEW.public_key = (SELECT public_key FROM sign_off WHERE id = NEW.sign_off_id)
BEGIN SELECT RAISE(ABORT, 'a decision is made by another key than the preparation'); END;
CREATE TRIGGER delivery_account_coverage_is_never_changed BEFORE UPDATE ON delivery_account_coverage
BEGIN SELECT RAISE(ABORT, 'delivery_account_coverage is append-only'); END;
CREATE TRIGGER delivery_account_coverage_is_never_deleted BEFORE DELETE ON delivery_account_coverage
BEGIN SELECT RAISE(ABORT, 'delivery_account_coverage is append-only'); END;
CREATE TRIGGER delivery_coverage_is_never_changed BEFORE UPDATE ON delivery_coverage
BEGIN SELECT RAISE(ABORT, 'delivery_coverage is append-only'); END;
CREATE TRIGGER delivery_coverage_is_never_deleted BEFORE DELETE ON delivery_coverage
BEGIN SELECT RAISE(ABORT, 'delivery_coverage is append-only'); END;
CREATE TRIGGER delivery_diagnostic_is_never_changed BEFORE UPDATE ON delivery_diagnostic
BEGIN SELECT RAISE(ABORT, 'delivery_diagnostic is append-only'); END;
CREATE TRIGGER delivery_diagnostic_is_never_deleted BEFORE DELETE ON delivery_diagnostic
BEGIN SELECT RAISE(ABORT, 'delivery_diagnostic is append-only'); END;
CREATE TRIGGER delivery_is_never_changed BEFORE UPDATE ON delivery
BEGIN SELECT RAISE(ABORT, 'delivery is append-only'); END;
CREATE TRIGGER delivery_is_never_deleted BEFORE DELETE ON delivery
BEGIN SELECT RAISE(ABORT, 'delivery is append-only'); END;
CREATE TRIGGER delivery_original_is_never_changed BEFORE UPDATE ON delivery_original
BEGIN SELECT RAISE(ABORT, 'delivery_original is append-only'); END;
CREATE TRIGGER delivery_original_is_never_deleted BEFORE DELETE ON delivery_original
BEGIN SELECT RAISE(ABORT, 'delivery_original is append-only'); END;
CREATE TRIGGER delivery_profile_is_never_changed BEFORE UPDATE ON delivery_profile
BEGIN SELECT RAISE(ABORT, 'delivery_profile is append-only'); END;
CREATE TRIGGER delivery_profile_is_never_deleted BEFORE DELETE ON delivery_profile
BEGIN SELECT RAISE(ABORT, 'delivery_profile is append-only'); END;
CREATE TRIGGER delivery_scope_is_never_changed BEFORE UPDATE ON delivery_scope
BEGIN SELECT RAISE(ABORT, 'delivery_scope is append-only'); END;
CREATE TRIGGER delivery_scope_is_never_deleted BEFORE DELETE ON delivery_scope
BEGIN SELECT RAISE(ABORT, 'delivery_scope is append-only'); END;
CREATE TRIGGER delivery_sum_is_never_changed BEFORE UPDATE ON delivery_sum
BEGIN SELECT RAISE(ABORT, 'delivery_sum is append-only'); END;
CREATE TRIGGER delivery_sum_is_never_deleted BEFORE DELETE ON delivery_sum
BEGIN SELECT RAISE(ABORT, 'delivery_sum is append-only'); END;
CREATE TRIGGER difference_evidence_is_never_changed BEFORE UPDATE ON difference_evidence
BEGIN SELECT RAISE(ABORT, 'difference_evidence is append-only'); END;
CREATE TRIGGER difference_evidence_is_never_deleted BEFORE DELETE ON difference_evidence
BEGIN SELECT RAISE(ABORT, 'difference_evidence is append-only'); END;
CREATE TRIGGER difference_is_never_changed BEFORE UPDATE ON difference
BEGIN SELECT RAISE(ABORT, 'difference is append-only'); END;
CREATE TRIGGER difference_is_never_deleted BEFORE DELETE ON difference
BEGIN SELECT RAISE(ABORT, 'difference is append-only'); END;
CREATE TRIGGER difference_near_miss_is_never_changed BEFORE UPDATE ON difference_near_miss
BEGIN SELECT RAISE(ABORT, 'difference_near_miss is append-only'); END;
CREATE TRIGGER difference_near_miss_is_never_deleted BEFORE DELETE ON difference_near_miss
BEGIN SELECT RAISE(ABORT, 'difference_near_miss is append-only'); END;
CREATE TRIGGER difference_record_is_never_changed BEFORE UPDATE ON difference_record
BEGIN SELECT RAISE(ABORT, 'difference_record is append-only'); END;
CREATE TRIGGER difference_record_is_never_deleted BEFORE DELETE ON difference_record
BEGIN SELECT RAISE(ABORT, 'difference_record is append-only'); END;
CREATE TRIGGER endorsement_is_never_changed BEFORE UPDATE ON endorsement
BEGIN SELECT RAISE(ABORT, 'endorsement is append-only'); END;
CREATE TRIGGER endorsement_is_never_deleted BEFORE DELETE ON endorsement
BEGIN SELECT RAISE(ABORT, 'endorsement is append-only'); END;
CREATE TRIGGER enrolment_is_never_changed BEFORE UPDATE ON enrolment
BEGIN SELECT RAISE(ABORT, 'enrolment is append-only'); END;
CREATE TRIGGER enrolment_is_never_deleted BEFORE DELETE ON enrolment
BEGIN SELECT RAISE(ABORT, 'enrolment is append-only'); END;
CREATE TRIGGER evidence_is_never_changed BEFORE UPDATE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER evidence_is_never_deleted BEFORE DELETE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER expectation_is_never_changed BEFORE UPDATE ON expectation
BEGIN SELECT RAISE(ABORT, 'expectation is append-only'); END;
CREATE TRIGGER expectation_is_never_deleted BEFORE DELETE ON expectation
BEGIN SELECT RAISE(ABORT, 'expectation is append-only'); END;
CREATE TRIGGER income_head_is_never_changed BEFORE UPDATE ON income_head
BEGIN SELECT RAISE(ABORT, 'income_head is append-only'); END;
CREATE TRIGGER income_head_is_never_deleted BEFORE DELETE ON income_head
BEGIN SELECT RAISE(ABORT, 'income_head is append-only'); END;
CREATE TRIGGER income_record_is_never_changed BEFORE UPDATE ON income_record
BEGIN SELECT RAISE(ABORT, 'income_record is append-only'); END;
CREATE TRIGGER income_record_is_never_deleted BEFORE DELETE ON income_record
BEGIN SELECT RAISE(ABORT, 'income_record is append-only'); END;
CREATE TRIGGER invoice_record_is_never_changed BEFORE UPDATE ON invoice_record
BEGIN SELECT RAISE(ABORT, 'invoice_record is append-only'); END;
CREATE TRIGGER invoice_record_is_never_deleted BEFORE DELETE ON invoice_record
BEGIN SELECT RAISE(ABORT, 'invoice_record is append-only'); END;
CREATE TRIGGER mapping_profile_is_never_changed BEFORE UPDATE ON mapping_profile
BEGIN SELECT RAISE(ABORT, 'mapping_profile is append-only'); END;
CREATE TRIGGER mapping_profile_is_never_deleted BEFORE DELETE ON mapping_profile
BEGIN SELECT RAISE(ABORT, 'mapping_profile is append-only'); END;
CREATE TRIGGER match_group_is_never_changed BEFORE UPDATE ON match_group
BEGIN SELECT RAISE(ABORT, 'match_group is append-only'); END;
CREATE TRIGGER match_group_is_never_deleted BEFORE DELETE ON match_group
BEGIN SELECT RAISE(ABORT, 'match_group is append-only'); END;
CREATE TRIGGER match_member_is_never_changed BEFORE UPDATE ON match_member
BEGIN SELECT RAISE(ABORT, 'match_member is append-only'); END;
CREATE TRIGGER match_member_is_never_deleted BEFORE DELETE ON match_member
BEGIN SELECT RAISE(ABORT, 'match_member is append-only'); END;
CREATE TRIGGER migration_is_never_changed BEFORE UPDATE ON migration
BEGIN SELECT RAISE(ABORT, 'migration is append-only'); END;
CREATE TRIGGER migration_is_never_deleted BEFORE DELETE ON migration
BEGIN SELECT RAISE(ABORT, 'migration is append-only'); END;
CREATE TRIGGER operation_is_never_changed BEFORE UPDATE ON operation
BEGIN SELECT RAISE(ABORT, 'operation is append-only'); END;
CREATE TRIGGER operation_is_never_deleted BEFORE DELETE ON operation
BEGIN SELECT RAISE(ABORT, 'operation is append-only'); END;
CREATE TRIGGER own_rules_is_never_changed BEFORE UPDATE ON own_rules
BEGIN SELECT RAISE(ABORT, 'own_rules is append-only'); END;
CREATE TRIGGER own_rules_is_never_deleted BEFORE DELETE ON own_rules
BEGIN SELECT RAISE(ABORT, 'own_rules is append-only'); END;
CREATE TRIGGER payment_record_is_never_changed BEFORE UPDATE ON payment_record
BEGIN SELECT RAISE(ABORT, 'payment_record is append-only'); END;
CREATE TRIGGER payment_record_is_never_deleted BEFORE DELETE ON payment_record
BEGIN SELECT RAISE(ABORT, 'payment_record is append-only'); END;
CREATE TRIGGER rule_text_is_never_changed BEFORE UPDATE ON rule_text
BEGIN SELECT RAISE(ABORT, 'rule_text is append-only'); END;
CREATE TRIGGER rule_text_is_never_deleted BEFORE DELETE ON rule_text
BEGIN SELECT RAISE(ABORT, 'rule_text is append-only'); END;
CREATE TRIGGER run_confirmed_cutoff_is_never_changed BEFORE UPDATE ON run_confirmed_cutoff
BEGIN SELECT RAISE(ABORT, 'run_confirmed_cutoff is append-only'); END;
CREATE TRIGGER run_confirmed_cutoff_is_never_deleted BEFORE DELETE ON run_confirmed_cutoff
BEGIN SELECT RAISE(ABORT, 'run_confirmed_cutoff is append-only'); END;
CREATE TRIGGER run_cutoff_candidate_is_never_changed BEFORE UPDATE ON run_cutoff_candidate
BEGIN SELECT RAISE(ABORT, 'run_cutoff_candidate is append-only'); END;
CREATE TRIGGER run_cutoff_candidate_is_never_deleted BEFORE DELETE ON run_cutoff_candidate
BEGIN SELECT RAISE(ABORT, 'run_cutoff_candidate is append-only'); END;
CREATE TRIGGER run_cutoff_is_never_changed BEFORE UPDATE ON run_cutoff
BEGIN SELECT RAISE(ABORT, 'run_cutoff is append-only'); END;
CREATE TRIGGER run_cutoff_is_never_deleted BEFORE DELETE ON run_cutoff
BEGIN SELECT RAISE(ABORT, 'run_cutoff is append-only'); END;
CREATE TRIGGER run_input_is_never_changed BEFORE UPDATE ON run_input
BEGIN SELECT RAISE(ABORT, 'run_input is append-only'); END;
CREATE TRIGGER run_input_is_never_deleted BEFORE DELETE ON run_input
BEGIN SELECT RAISE(ABORT, 'run_input is append-only'); END;
CREATE TRIGGER run_is_never_changed BEFORE UPDATE ON run
BEGIN SELECT RAISE(ABORT, 'run is append-only'); END;
CREATE TRIGGER run_is_never_deleted BEFORE DELETE ON run
BEGIN SELECT RAISE(ABORT, 'run is append-only'); END;
CREATE TRIGGER run_note_is_never_changed BEFORE UPDATE ON run_note
BEGIN SELECT RAISE(ABORT, 'run_note is append-only'); END;
CREATE TRIGGER run_note_is_never_deleted BEFORE DELETE ON run_note
BEGIN SELECT RAISE(ABORT, 'run_note is append-only'); END;
CREATE TRIGGER run_point_is_never_changed BEFORE UPDATE ON run_point
BEGIN SELECT RAISE(ABORT, 'run_point is append-only'); END;
CREATE TRIGGER run_point_is_never_deleted BEFORE DELETE ON run_point
BEGIN SELECT RAISE(ABORT, 'run_point is append-only'); END;
CREATE TRIGGER setting_is_never_changed BEFORE UPDATE ON setting
BEGIN SELECT RAISE(ABORT, 'setting is append-only'); END;
CREATE TRIGGER setting_is_never_deleted BEFORE DELETE ON setting
BEGIN SELECT RAISE(ABORT, 'setting is append-only'); END;
CREATE TRIGGER sign_off_is_never_changed BEFORE UPDATE ON sign_off
BEGIN SELECT RAISE(ABORT, 'sign_off is append-only'); END;
CREATE TRIGGER sign_off_is_never_deleted BEFORE DELETE ON sign_off
BEGIN SELECT RAISE(ABORT, 'sign_off is append-only'); END;
CREATE TRIGGER work_is_never_changed BEFORE UPDATE ON work
BEGIN SELECT RAISE(ABORT, 'work is append-only'); END;
CREATE TRIGGER work_is_never_deleted BEFORE DELETE ON work
BEGIN SELECT RAISE(ABORT, 'work is append-only'); END;
CREATE TRIGGER workspace_is_never_changed BEFORE UPDATE ON workspace
BEGIN SELECT RAISE(ABORT, 'workspace is append-only'); END;
CREATE TRIGGER workspace_is_never_deleted BEFORE DELETE ON workspace
BEGIN SELECT RAISE(ABORT, 'workspace is append-only'); END;
