-- The signatures of two people under an act that the rules say needs two. Each is over what the act wrote.

CREATE TABLE endorsement (
    id           INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    name         TEXT NOT NULL CHECK (name <> ''),
    public_key   BLOB NOT NULL CHECK (length(public_key) = 32),
    signature    BLOB NOT NULL CHECK (length(signature) = 64),
    UNIQUE (operation_id, public_key)
) STRICT;

CREATE TRIGGER endorsement_is_never_changed BEFORE UPDATE ON endorsement
BEGIN SELECT RAISE(ABORT, 'endorsement is append-only'); END;
CREATE TRIGGER endorsement_is_never_deleted BEFORE DELETE ON endorsement
BEGIN SELECT RAISE(ABORT, 'endorsement is append-only'); END;
