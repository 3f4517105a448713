-- How many different mentors a mentee would have at once.

ALTER TABLE enrolments ADD COLUMN mentors_wanted INTEGER NOT NULL DEFAULT 1
    CONSTRAINT enrolments_mentors_wanted CHECK (mentors_wanted BETWEEN 1 AND 5);
