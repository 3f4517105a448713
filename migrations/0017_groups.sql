-- Groups around a mentor, and circles of equals: how large a programme has them, what a run made, and
-- by which proposal each member came.

ALTER TABLE programmes ADD COLUMN group_least INTEGER
    CONSTRAINT programmes_group_least CHECK (group_least BETWEEN 2 AND 30);
ALTER TABLE programmes ADD COLUMN group_most INTEGER
    CONSTRAINT programmes_group_most CHECK (group_most BETWEEN 2 AND 30);

CREATE TABLE match_run_groups (
    run_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    -- NULL in a circle.
    mentor_id TEXT,
    -- A JSON list of ids; in a circle each guides the next, and the last guides the first.
    members TEXT NOT NULL,
    -- How many the group had before the run, or had asked.
    standing INTEGER NOT NULL,
    -- What most of the new members are after, and how many of them are.
    purpose TEXT,
    sharing INTEGER NOT NULL,
    score INTEGER NOT NULL,
    CONSTRAINT match_run_groups_key PRIMARY KEY (run_id, position),
    CONSTRAINT match_run_groups_run FOREIGN KEY (run_id) REFERENCES match_runs (id),
    CONSTRAINT match_run_groups_mentor FOREIGN KEY (mentor_id) REFERENCES people (id)
) STRICT;

CREATE INDEX match_run_groups_by_mentor ON match_run_groups (mentor_id)
    WHERE mentor_id IS NOT NULL;

-- The accepted proposal by which somebody joined a group that stood already.
ALTER TABLE relationship_members ADD COLUMN proposal_id TEXT REFERENCES proposals (id);
CREATE UNIQUE INDEX relationship_members_by_proposal ON relationship_members (proposal_id)
    WHERE proposal_id IS NOT NULL;

-- Two more reasons; the table is made anew, since a CHECK cannot be changed in place.
CREATE TABLE match_run_unmatched_of_all_kinds (
    run_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    mentee_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    CONSTRAINT match_run_unmatched_key PRIMARY KEY (run_id, position),
    CONSTRAINT match_run_unmatched_run FOREIGN KEY (run_id) REFERENCES match_runs (id),
    CONSTRAINT match_run_unmatched_mentee FOREIGN KEY (mentee_id) REFERENCES people (id),
    CONSTRAINT match_run_unmatched_reason CHECK (
        reason = 'no_mentors' OR reason = 'no_candidate' OR reason = 'outscored'
        OR reason = 'all_candidates_full' OR reason = 'group_too_small' OR reason = 'no_circle')
) STRICT;

INSERT INTO match_run_unmatched_of_all_kinds (run_id, position, mentee_id, reason, detail)
SELECT run_id, position, mentee_id, reason, detail FROM match_run_unmatched;

DROP TABLE match_run_unmatched;
ALTER TABLE match_run_unmatched_of_all_kinds RENAME TO match_run_unmatched;

CREATE INDEX match_run_unmatched_by_mentee ON match_run_unmatched (mentee_id);
