-- Who may do what, and what was signed. Keys are ed25519; every row carries the signature of the key that answers for
-- it, over a text that can be made again from the workspace.

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

-- The first signature, over a frozen result. Each new one of a reconciliation and period is a version beside the old.
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

-- What the second person said: approved, or sent back with a reason.
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

-- Four eyes, whatever the program above thinks.
CREATE TRIGGER decision_is_of_another BEFORE INSERT ON decision
WHEN NEW.public_key = (SELECT public_key FROM sign_off WHERE id = NEW.sign_off_id)
BEGIN SELECT RAISE(ABORT, 'a decision is made by another key than the preparation'); END;

CREATE TRIGGER enrolment_is_never_changed BEFORE UPDATE ON enrolment
BEGIN SELECT RAISE(ABORT, 'enrolment is append-only'); END;
CREATE TRIGGER enrolment_is_never_deleted BEFORE DELETE ON enrolment
BEGIN SELECT RAISE(ABORT, 'enrolment is append-only'); END;
CREATE TRIGGER sign_off_is_never_changed BEFORE UPDATE ON sign_off
BEGIN SELECT RAISE(ABORT, 'sign_off is append-only'); END;
CREATE TRIGGER sign_off_is_never_deleted BEFORE DELETE ON sign_off
BEGIN SELECT RAISE(ABORT, 'sign_off is append-only'); END;
CREATE TRIGGER decision_is_never_changed BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
CREATE TRIGGER decision_is_never_deleted BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
