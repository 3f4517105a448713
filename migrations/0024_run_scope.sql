-- Whom a match run asks about, as JSON; null: everybody who takes part.

ALTER TABLE match_runs ADD COLUMN scope TEXT;
