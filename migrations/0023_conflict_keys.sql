-- Keys of conflicts of interest: a household, a case. One sealed list for each enrolment that has
-- any; staff alone see it.

CREATE TABLE conflict_keys (
    enrolment_id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    keys BLOB NOT NULL,
    updated_by TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT conflict_keys_enrolment FOREIGN KEY (enrolment_id) REFERENCES enrolments (id)
) STRICT;
