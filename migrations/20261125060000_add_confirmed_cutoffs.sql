-- Cut-offs that a person has confirmed, and which of them a run went by. Of several words about the same claim the
-- newest standing one counts; a payer that is not named is every payer.

CREATE TABLE confirmed_cutoff (
    id             INTEGER PRIMARY KEY,
    operation_id   INTEGER NOT NULL UNIQUE REFERENCES operation (id),
    reconciliation TEXT NOT NULL,
    period         TEXT NOT NULL,
    se             INTEGER,
    moment         INTEGER NOT NULL
) STRICT;

CREATE INDEX confirmed_cutoff_of_reconciliation ON confirmed_cutoff (reconciliation);

CREATE TABLE run_confirmed_cutoff (
    run_id   INTEGER NOT NULL REFERENCES run (id),
    position INTEGER NOT NULL,
    period   TEXT NOT NULL,
    se       INTEGER,
    moment   INTEGER NOT NULL,
    PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER confirmed_cutoff_is_never_changed BEFORE UPDATE ON confirmed_cutoff
BEGIN SELECT RAISE(ABORT, 'confirmed_cutoff is append-only'); END;
CREATE TRIGGER confirmed_cutoff_is_never_deleted BEFORE DELETE ON confirmed_cutoff
BEGIN SELECT RAISE(ABORT, 'confirmed_cutoff is append-only'); END;
CREATE TRIGGER run_confirmed_cutoff_is_never_changed BEFORE UPDATE ON run_confirmed_cutoff
BEGIN SELECT RAISE(ABORT, 'run_confirmed_cutoff is append-only'); END;
CREATE TRIGGER run_confirmed_cutoff_is_never_deleted BEFORE DELETE ON run_confirmed_cutoff
BEGIN SELECT RAISE(ABORT, 'run_confirmed_cutoff is append-only'); END;
