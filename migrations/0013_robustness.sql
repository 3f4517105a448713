-- How much of a run hangs on the exact weights of its policy: one measurement a run, made by a job.

CREATE TABLE match_run_robustness (
    match_run_id TEXT NOT NULL PRIMARY KEY,
    job_id TEXT NOT NULL,
    -- By how much weights were shaken either way, in thousandths.
    spread INTEGER NOT NULL,
    trials INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    -- Millionths of all pairs in all trials; NULL until the job is done.
    share INTEGER,
    -- In how many trials each pair was kept, in the order of the run's pairs, as a JSON list.
    kept TEXT,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    CONSTRAINT match_run_robustness_run FOREIGN KEY (match_run_id) REFERENCES match_runs (id),
    CONSTRAINT match_run_robustness_job FOREIGN KEY (job_id) REFERENCES jobs (id),
    CONSTRAINT match_run_robustness_spread CHECK (spread BETWEEN 1 AND 500),
    CONSTRAINT match_run_robustness_trials CHECK (trials BETWEEN 1 AND 1000),
    CONSTRAINT match_run_robustness_share CHECK (share BETWEEN 0 AND 1000000)
) STRICT;

CREATE INDEX match_run_robustness_by_job ON match_run_robustness (job_id);
