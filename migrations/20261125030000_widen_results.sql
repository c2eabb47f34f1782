-- Results of payments and claims: differences of a payment, bundle or account, what a difference rests on, and the
-- cut-offs of claims. A bridge of an account has no payer, so its table is laid anew with the old rows in it.

ALTER TABLE difference ADD COLUMN payment TEXT;
ALTER TABLE difference ADD COLUMN bundle TEXT;
ALTER TABLE difference ADD COLUMN account TEXT;
ALTER TABLE run_note ADD COLUMN amount_minor INTEGER;

-- Where the counterpart of a difference stands instead (only the parts that differ), and how that was found.
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

-- The id is `run << 32 | ordinal`. An interval without bounds is all of time; one that is not there has is_… = 0.
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

CREATE TABLE bridge_laid_anew (
    id      INTEGER PRIMARY KEY,
    se      INTEGER,
    field   INTEGER,
    account TEXT,
    a_minor INTEGER,
    b_minor INTEGER,
    c_minor INTEGER
) STRICT;
INSERT INTO bridge_laid_anew SELECT id, se, field, NULL, a_minor, b_minor, c_minor FROM bridge;
DROP TABLE bridge;
ALTER TABLE bridge_laid_anew RENAME TO bridge;

CREATE TRIGGER bridge_is_never_changed BEFORE UPDATE ON bridge
BEGIN SELECT RAISE(ABORT, 'bridge is append-only'); END;
CREATE TRIGGER bridge_is_never_deleted BEFORE DELETE ON bridge
BEGIN SELECT RAISE(ABORT, 'bridge is append-only'); END;
CREATE TRIGGER difference_evidence_is_never_changed BEFORE UPDATE ON difference_evidence
BEGIN SELECT RAISE(ABORT, 'difference_evidence is append-only'); END;
CREATE TRIGGER difference_evidence_is_never_deleted BEFORE DELETE ON difference_evidence
BEGIN SELECT RAISE(ABORT, 'difference_evidence is append-only'); END;
CREATE TRIGGER difference_near_miss_is_never_changed BEFORE UPDATE ON difference_near_miss
BEGIN SELECT RAISE(ABORT, 'difference_near_miss is append-only'); END;
CREATE TRIGGER difference_near_miss_is_never_deleted BEFORE DELETE ON difference_near_miss
BEGIN SELECT RAISE(ABORT, 'difference_near_miss is append-only'); END;
CREATE TRIGGER run_cutoff_is_never_changed BEFORE UPDATE ON run_cutoff
BEGIN SELECT RAISE(ABORT, 'run_cutoff is append-only'); END;
CREATE TRIGGER run_cutoff_is_never_deleted BEFORE DELETE ON run_cutoff
BEGIN SELECT RAISE(ABORT, 'run_cutoff is append-only'); END;
CREATE TRIGGER run_cutoff_candidate_is_never_changed BEFORE UPDATE ON run_cutoff_candidate
BEGIN SELECT RAISE(ABORT, 'run_cutoff_candidate is append-only'); END;
CREATE TRIGGER run_cutoff_candidate_is_never_deleted BEFORE DELETE ON run_cutoff_candidate
BEGIN SELECT RAISE(ABORT, 'run_cutoff_candidate is append-only'); END;
