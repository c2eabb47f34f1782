-- The facts beside income and SKAT's claims: ATP's claims, payments and their answers, bank statements,
-- invoices. And what the user teaches: how a foreign table is read, and which deliveries a month needs.
--
-- The conventions are those of the first shape of the file. A text that is absent is NULL.

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

-- The id is `delivery << 32 | statement`.
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

-- `statement` is the ordinal of the statement within the same delivery; `detail` is 0 for the entry itself.
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

-- What `delivery_coverage` is for payers, this is for accounts and creditors. An account that reads as a
-- personal number stands here masked; it is empty where the records name none. A statement without entries
-- covers its months with no records.
CREATE TABLE delivery_account_coverage (
    delivery_id  INTEGER NOT NULL REFERENCES delivery (id),
    account      TEXT NOT NULL,
    month        INTEGER NOT NULL,
    record_count INTEGER NOT NULL,
    PRIMARY KEY (delivery_id, account, month)
) STRICT, WITHOUT ROWID;

-- How a foreign table is read, as the user has said once. The newest standing one of a name counts.
CREATE TABLE mapping_profile (
    id           INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    name         TEXT NOT NULL CHECK (name <> ''),
    kind         INTEGER NOT NULL,
    header_set   BLOB NOT NULL CHECK (length(header_set) = 32),
    text         TEXT NOT NULL
) STRICT;

-- Which deliveries are expected, and for which months. The newest standing operation that stated them
-- counts, whole; it may have stated none.
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

CREATE TRIGGER atp_claim_record_is_never_changed BEFORE UPDATE ON atp_claim_record
BEGIN SELECT RAISE(ABORT, 'atp_claim_record is append-only'); END;
CREATE TRIGGER atp_claim_record_is_never_deleted BEFORE DELETE ON atp_claim_record
BEGIN SELECT RAISE(ABORT, 'atp_claim_record is append-only'); END;
CREATE TRIGGER payment_record_is_never_changed BEFORE UPDATE ON payment_record
BEGIN SELECT RAISE(ABORT, 'payment_record is append-only'); END;
CREATE TRIGGER payment_record_is_never_deleted BEFORE DELETE ON payment_record
BEGIN SELECT RAISE(ABORT, 'payment_record is append-only'); END;
CREATE TRIGGER answer_record_is_never_changed BEFORE UPDATE ON answer_record
BEGIN SELECT RAISE(ABORT, 'answer_record is append-only'); END;
CREATE TRIGGER answer_record_is_never_deleted BEFORE DELETE ON answer_record
BEGIN SELECT RAISE(ABORT, 'answer_record is append-only'); END;
CREATE TRIGGER bank_statement_is_never_changed BEFORE UPDATE ON bank_statement
BEGIN SELECT RAISE(ABORT, 'bank_statement is append-only'); END;
CREATE TRIGGER bank_statement_is_never_deleted BEFORE DELETE ON bank_statement
BEGIN SELECT RAISE(ABORT, 'bank_statement is append-only'); END;
CREATE TRIGGER bank_entry_is_never_changed BEFORE UPDATE ON bank_entry
BEGIN SELECT RAISE(ABORT, 'bank_entry is append-only'); END;
CREATE TRIGGER bank_entry_is_never_deleted BEFORE DELETE ON bank_entry
BEGIN SELECT RAISE(ABORT, 'bank_entry is append-only'); END;
CREATE TRIGGER invoice_record_is_never_changed BEFORE UPDATE ON invoice_record
BEGIN SELECT RAISE(ABORT, 'invoice_record is append-only'); END;
CREATE TRIGGER invoice_record_is_never_deleted BEFORE DELETE ON invoice_record
BEGIN SELECT RAISE(ABORT, 'invoice_record is append-only'); END;
CREATE TRIGGER delivery_account_coverage_is_never_changed BEFORE UPDATE ON delivery_account_coverage
BEGIN SELECT RAISE(ABORT, 'delivery_account_coverage is append-only'); END;
CREATE TRIGGER delivery_account_coverage_is_never_deleted BEFORE DELETE ON delivery_account_coverage
BEGIN SELECT RAISE(ABORT, 'delivery_account_coverage is append-only'); END;
CREATE TRIGGER mapping_profile_is_never_changed BEFORE UPDATE ON mapping_profile
BEGIN SELECT RAISE(ABORT, 'mapping_profile is append-only'); END;
CREATE TRIGGER mapping_profile_is_never_deleted BEFORE DELETE ON mapping_profile
BEGIN SELECT RAISE(ABORT, 'mapping_profile is append-only'); END;
CREATE TRIGGER expectation_is_never_changed BEFORE UPDATE ON expectation
BEGIN SELECT RAISE(ABORT, 'expectation is append-only'); END;
CREATE TRIGGER expectation_is_never_deleted BEFORE DELETE ON expectation
BEGIN SELECT RAISE(ABORT, 'expectation is append-only'); END;
