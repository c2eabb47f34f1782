-- By which mapping profile a delivery was read, whole and with the answers that were given, so that its original
-- can be read again in the very same way. `profile_id` is the kept profile; a shipped one or one of a file has none.
-- `is_split` says that a line may hold several amounts, each a record of its own.

CREATE TABLE delivery_profile (
    delivery_id INTEGER PRIMARY KEY REFERENCES delivery (id),
    profile_id  INTEGER REFERENCES mapping_profile (id),
    name        TEXT NOT NULL CHECK (name <> ''),
    text        TEXT NOT NULL,
    is_split    INTEGER NOT NULL CHECK (is_split IN (0, 1))
) STRICT;

CREATE TRIGGER delivery_profile_is_never_changed BEFORE UPDATE ON delivery_profile
BEGIN SELECT RAISE(ABORT, 'delivery_profile is append-only'); END;
CREATE TRIGGER delivery_profile_is_never_deleted BEFORE DELETE ON delivery_profile
BEGIN SELECT RAISE(ABORT, 'delivery_profile is append-only'); END;
