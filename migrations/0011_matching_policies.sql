-- What makes a good pair in a programme, as data with a version. A version is never changed: a run
-- names the one it followed.

CREATE TABLE matching_policies (
    id TEXT NOT NULL PRIMARY KEY,
    programme_id TEXT NOT NULL,
    -- 1, 2, 3 … in each programme; the newest is the one in force.
    number INTEGER NOT NULL,
    document TEXT NOT NULL,
    note TEXT,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT matching_policies_number UNIQUE (programme_id, number),
    CONSTRAINT matching_policies_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT matching_policies_number_from_one CHECK (number >= 1)
) STRICT;

CREATE INDEX matching_policies_by_programme ON matching_policies (programme_id, id);

-- NULL for a run under the standard policy.
ALTER TABLE match_runs ADD COLUMN policy_id TEXT
    CONSTRAINT match_runs_policy REFERENCES matching_policies (id);

CREATE INDEX match_runs_by_policy ON match_runs (policy_id) WHERE policy_id IS NOT NULL;
