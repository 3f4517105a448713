-- Evaluation: what is asked, of whom, and what they answered. Answers are sealed as a whole, so that
-- neither this file nor a copy of it tells what somebody thinks of their mentor.

-- Never changed: another edition is another row, so that every answer keeps its questions.
CREATE TABLE instruments (
    id TEXT NOT NULL PRIMARY KEY,
    key TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    title TEXT NOT NULL,
    licence TEXT,
    source TEXT,
    -- Items and subscales, as JSON that was checked when it was written.
    items TEXT NOT NULL,
    subscales TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT instruments_edition UNIQUE (key, version)
) STRICT;

CREATE TABLE surveys (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    programme_id TEXT NOT NULL,
    instrument_id TEXT NOT NULL,
    phase TEXT NOT NULL,
    audience TEXT NOT NULL,
    title TEXT NOT NULL,
    closes_at INTEGER,
    closed_at INTEGER,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT surveys_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT surveys_instrument FOREIGN KEY (instrument_id) REFERENCES instruments (id),
    CONSTRAINT surveys_phase CHECK (
        phase = 'baseline' OR phase = 'midpoint' OR phase = 'exit' OR phase = 'follow_up'
        OR phase = 'pulse'),
    CONSTRAINT surveys_audience CHECK (
        audience = 'mentors' OR audience = 'mentees' OR audience = 'both')
) STRICT;

CREATE INDEX surveys_by_programme ON surveys (programme_id, id);
CREATE INDEX surveys_by_instrument ON surveys (instrument_id, id);

CREATE TABLE survey_assignments (
    id TEXT NOT NULL PRIMARY KEY,
    survey_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    side TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT survey_assignments_once UNIQUE (survey_id, person_id),
    CONSTRAINT survey_assignments_survey FOREIGN KEY (survey_id) REFERENCES surveys (id),
    CONSTRAINT survey_assignments_person FOREIGN KEY (person_id) REFERENCES people (id),
    CONSTRAINT survey_assignments_side CHECK (side = 'mentor' OR side = 'mentee' OR side = 'both')
) STRICT;

CREATE INDEX survey_assignments_by_person ON survey_assignments (person_id, id);

CREATE TABLE survey_responses (
    assignment_id TEXT NOT NULL PRIMARY KEY,
    survey_id TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    answers BLOB NOT NULL,
    -- 1, 2, 3 in the order in which responses were completed; NULL for a draft.
    number INTEGER,
    completed_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT survey_responses_number UNIQUE (survey_id, number),
    CONSTRAINT survey_responses_assignment
        FOREIGN KEY (assignment_id) REFERENCES survey_assignments (id),
    CONSTRAINT survey_responses_survey FOREIGN KEY (survey_id) REFERENCES surveys (id),
    CONSTRAINT survey_responses_complete CHECK ((number IS NULL) = (completed_at IS NULL))
) STRICT;
