-- What people do with differences. A difference is known by its fingerprint, which is the same in every run of the
-- reconciliation and period; `content` is the difference as it was when the step was taken, and `likeness` is the
-- same for differences of the same payer, person and field in every period.

CREATE TABLE evidence (
    id           INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    name         TEXT NOT NULL CHECK (name <> ''),
    byte_count   INTEGER NOT NULL,
    sha256       BLOB NOT NULL CHECK (length(sha256) = 32),
    bytes        BLOB NOT NULL
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

CREATE INDEX work_of_period ON work (reconciliation, period);
CREATE INDEX work_of_likeness ON work (likeness);

CREATE TRIGGER evidence_is_never_changed BEFORE UPDATE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER evidence_is_never_deleted BEFORE DELETE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER work_is_never_changed BEFORE UPDATE ON work
BEGIN SELECT RAISE(ABORT, 'work is append-only'); END;
CREATE TRIGGER work_is_never_deleted BEFORE DELETE ON work
BEGIN SELECT RAISE(ABORT, 'work is append-only'); END;
