-- Who else could guide a group that a run made: a JSON list of ids, the best first.

ALTER TABLE match_run_groups ADD COLUMN co_mentors TEXT NOT NULL DEFAULT '[]';
