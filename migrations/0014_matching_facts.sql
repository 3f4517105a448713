-- Facts of people that a matching policy may ask for: whom they would like, where they are, how far
-- they have come, and whom they report to.

-- Whom somebody would like in a programme, best first: a JSON list of people's ids. Without a row
-- they have named nobody.
CREATE TABLE preferences (
    enrolment_id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    ranked TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT preferences_enrolment FOREIGN KEY (enrolment_id) REFERENCES enrolments (id)
) STRICT;

ALTER TABLE enrolments ADD COLUMN site TEXT;
ALTER TABLE enrolments ADD COLUMN seniority INTEGER
    CONSTRAINT enrolments_seniority CHECK (seniority BETWEEN 0 AND 100);
ALTER TABLE enrolments ADD COLUMN experience_years INTEGER
    CONSTRAINT enrolments_experience_years CHECK (experience_years BETWEEN 0 AND 80);

ALTER TABLE people ADD COLUMN manager_id TEXT
    CONSTRAINT people_manager REFERENCES people (id);
CREATE INDEX people_by_manager ON people (manager_id) WHERE manager_id IS NOT NULL;
