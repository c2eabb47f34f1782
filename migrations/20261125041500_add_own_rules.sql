-- A municipality's own rules, laid over the shipped pack. Of several versions the newest standing one is in force.

CREATE TABLE own_rules (
    id              INTEGER PRIMARY KEY,
    operation_id    INTEGER NOT NULL UNIQUE REFERENCES operation (id),
    shipped_version TEXT NOT NULL,
    reason          TEXT NOT NULL,
    text            TEXT NOT NULL
) STRICT;

CREATE TRIGGER own_rules_is_never_changed BEFORE UPDATE ON own_rules
BEGIN SELECT RAISE(ABORT, 'own_rules is append-only'); END;
CREATE TRIGGER own_rules_is_never_deleted BEFORE DELETE ON own_rules
BEGIN SELECT RAISE(ABORT, 'own_rules is append-only'); END;
