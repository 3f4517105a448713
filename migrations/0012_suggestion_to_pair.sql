-- From a suggestion to a pair: mentees who choose for themselves, what a programme allows them and
-- what mentors show; requests that go from mentor to mentor, and the days on which nobody is
-- expected to answer; what staff say of a run's pairs; another try after the end; the search.

-- One row: the days off of the whole organisation, as a JSON list of dates in their order.
CREATE TABLE organisation_holidays (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    days TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT organisation_holidays_single CHECK (id = 1)
) STRICT;

CREATE TABLE request_policies (
    programme_id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    is_open INTEGER NOT NULL,
    choices_max INTEGER NOT NULL,
    answer_days INTEGER NOT NULL,
    waiting_per_mentor_max INTEGER NOT NULL,
    updated_by TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT request_policies_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT request_policies_is_open CHECK (is_open IN (0, 1)),
    CONSTRAINT request_policies_choices CHECK (choices_max BETWEEN 1 AND 5),
    CONSTRAINT request_policies_answer_days CHECK (answer_days BETWEEN 1 AND 15),
    CONSTRAINT request_policies_waiting CHECK (waiting_per_mentor_max BETWEEN 1 AND 30)
) STRICT;

-- What a mentor shows to those who look for one; without a row, what the rules say.
CREATE TABLE mentor_cards (
    enrolment_id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    is_listed INTEGER NOT NULL,
    -- Names of members, a space between them.
    shows TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT mentor_cards_enrolment FOREIGN KEY (enrolment_id) REFERENCES enrolments (id),
    CONSTRAINT mentor_cards_is_listed CHECK (is_listed IN (0, 1))
) STRICT;

CREATE TABLE mentorship_requests (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    programme_id TEXT NOT NULL,
    mentee_id TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    -- It waits, and is nobody's turn: the next mentor is asked as soon as somebody looks.
    is_between_turns INTEGER NOT NULL DEFAULT 0,
    -- Why it was superseded or withdrawn; NULL when the mentee took it back.
    ended_because TEXT,
    -- What came of it.
    relationship_id TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT mentorship_requests_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT mentorship_requests_mentee FOREIGN KEY (mentee_id) REFERENCES people (id),
    CONSTRAINT mentorship_requests_relationship
        FOREIGN KEY (relationship_id) REFERENCES relationships (id),
    CONSTRAINT mentorship_requests_state CHECK (
        state = 'waiting' OR state = 'accepted' OR state = 'exhausted' OR state = 'withdrawn'
        OR state = 'superseded'),
    CONSTRAINT mentorship_requests_turns CHECK (
        is_between_turns = 0 OR (is_between_turns = 1 AND state = 'waiting')),
    CONSTRAINT mentorship_requests_ended_because CHECK (
        ended_because = 'mentee_already_paired' OR ended_because = 'enrolment_ended'
        OR ended_because = 'staff')
) STRICT;

-- One request at a time.
CREATE UNIQUE INDEX mentorship_requests_waiting ON mentorship_requests (programme_id, mentee_id)
    WHERE state = 'waiting';
CREATE INDEX mentorship_requests_by_programme ON mentorship_requests (programme_id, id);
CREATE INDEX mentorship_requests_by_mentee ON mentorship_requests (mentee_id, id);
CREATE INDEX mentorship_requests_by_relationship ON mentorship_requests (relationship_id)
    WHERE relationship_id IS NOT NULL;
CREATE INDEX mentorship_requests_between_turns ON mentorship_requests (id)
    WHERE is_between_turns = 1;

CREATE TABLE mentorship_request_choices (
    request_id TEXT NOT NULL,
    -- From 0, in the mentee's order.
    position INTEGER NOT NULL,
    mentor_id TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued',
    asked_at INTEGER,
    deadline INTEGER,
    nudge_at INTEGER,
    nudged_at INTEGER,
    answered_at INTEGER,
    decline_reason TEXT,
    -- Words to the programme's staff, sealed.
    decline_message BLOB,
    passed_over_because TEXT,
    -- Of the two as they were when the request was made.
    explanation TEXT NOT NULL,
    CONSTRAINT mentorship_request_choices_key PRIMARY KEY (request_id, position),
    CONSTRAINT mentorship_request_choices_request
        FOREIGN KEY (request_id) REFERENCES mentorship_requests (id),
    CONSTRAINT mentorship_request_choices_mentor FOREIGN KEY (mentor_id) REFERENCES people (id),
    CONSTRAINT mentorship_request_choices_once UNIQUE (request_id, mentor_id),
    CONSTRAINT mentorship_request_choices_state CHECK (
        state = 'queued' OR state = 'asked' OR state = 'accepted' OR state = 'declined'
        OR state = 'expired' OR state = 'passed_over' OR state = 'withdrawn'
        OR state = 'not_asked'),
    CONSTRAINT mentorship_request_choices_decline_reason CHECK (
        decline_reason = 'time' OR decline_reason = 'expertise'
        OR decline_reason = 'better_fit' OR decline_reason = 'other'),
    CONSTRAINT mentorship_request_choices_passed_over CHECK (
        passed_over_because = 'mentor_at_capacity' OR passed_over_because = 'enough_requests'
        OR passed_over_because = 'not_available')
) STRICT;

-- One mentor at a time.
CREATE UNIQUE INDEX mentorship_request_choices_asked ON mentorship_request_choices (request_id)
    WHERE state = 'asked';
CREATE INDEX mentorship_request_choices_by_mentor
    ON mentorship_request_choices (mentor_id, request_id, state);
CREATE INDEX mentorship_request_choices_due ON mentorship_request_choices (deadline)
    WHERE state = 'asked';
CREATE INDEX mentorship_request_choices_nudge ON mentorship_request_choices (nudge_at)
    WHERE state = 'asked' AND nudged_at IS NULL;

-- What is overdue, found by whoever looks at the clock.
CREATE INDEX proposals_due ON proposals (deadline) WHERE state = 'sent';

-- What staff say of a run's pairs before they are published.
CREATE TABLE match_run_reviews (
    run_id TEXT NOT NULL,
    mentee_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    -- Whom the mentee has after the review.
    mentor_id TEXT NOT NULL,
    swapped_with_id TEXT,
    reason_code TEXT,
    -- Why, sealed.
    reason BLOB,
    -- Of a pair that the run did not compute.
    score INTEGER,
    explanation TEXT,
    reviewed_by TEXT NOT NULL,
    reviewed_at INTEGER NOT NULL,
    CONSTRAINT match_run_reviews_key PRIMARY KEY (run_id, mentee_id),
    CONSTRAINT match_run_reviews_run FOREIGN KEY (run_id) REFERENCES match_runs (id),
    CONSTRAINT match_run_reviews_mentee FOREIGN KEY (mentee_id) REFERENCES people (id),
    CONSTRAINT match_run_reviews_mentor FOREIGN KEY (mentor_id) REFERENCES people (id),
    CONSTRAINT match_run_reviews_swapped_with
        FOREIGN KEY (swapped_with_id) REFERENCES people (id),
    CONSTRAINT match_run_reviews_verdict CHECK (
        verdict = 'locked' OR verdict = 'rejected' OR verdict = 'swapped'),
    CONSTRAINT match_run_reviews_reason CHECK (
        reason_code = 'known_conflict' OR reason_code = 'schedules' OR reason_code = 'level'
        OR reason_code = 'better_fit' OR reason_code = 'asked' OR reason_code = 'other'),
    CONSTRAINT match_run_reviews_score CHECK (score BETWEEN 0 AND 1000000)
) STRICT;

CREATE INDEX match_run_reviews_by_mentee ON match_run_reviews (mentee_id);
CREATE INDEX match_run_reviews_by_mentor ON match_run_reviews (mentor_id);
CREATE INDEX match_run_reviews_by_swapped_with ON match_run_reviews (swapped_with_id)
    WHERE swapped_with_id IS NOT NULL;

-- The run that this one goes on from, with its locks, exclusions and reviews.
ALTER TABLE match_runs ADD COLUMN previous_run_id TEXT REFERENCES match_runs (id);
CREATE INDEX match_runs_by_previous ON match_runs (previous_run_id)
    WHERE previous_run_id IS NOT NULL;

-- After the end, another try; what is taken back is gone.
CREATE TABLE rematches (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    programme_id TEXT NOT NULL,
    relationship_id TEXT NOT NULL,
    mentee_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    wants_former INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'open',
    next_relationship_id TEXT,
    asked_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT rematches_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT rematches_relationship FOREIGN KEY (relationship_id) REFERENCES relationships (id),
    CONSTRAINT rematches_next FOREIGN KEY (next_relationship_id) REFERENCES relationships (id),
    CONSTRAINT rematches_mentee FOREIGN KEY (mentee_id) REFERENCES people (id),
    CONSTRAINT rematches_once UNIQUE (relationship_id),
    CONSTRAINT rematches_reason CHECK (
        reason = 'goals_changed' OR reason = 'time' OR reason = 'moved' OR reason = 'mentor_left'
        OR reason = 'completed' OR reason = 'fit' OR reason = 'not_said'),
    CONSTRAINT rematches_wants_former CHECK (wants_former IN (0, 1)),
    CONSTRAINT rematches_state CHECK (state IN ('open', 'fulfilled'))
) STRICT;

CREATE UNIQUE INDEX rematches_open ON rematches (mentee_id, programme_id) WHERE state = 'open';
CREATE INDEX rematches_by_mentee ON rematches (mentee_id);
CREATE INDEX rematches_by_programme ON rematches (programme_id, state);
CREATE INDEX rematches_by_next ON rematches (next_relationship_id)
    WHERE next_relationship_id IS NOT NULL;

-- By which words mentors are found: for each word the mentors who have it, the earliest first. The
-- key is all there is.
CREATE TABLE mentor_words (
    programme_id TEXT NOT NULL,
    word TEXT NOT NULL,
    rank INTEGER NOT NULL,
    person_id TEXT NOT NULL,
    CONSTRAINT mentor_words_key PRIMARY KEY (programme_id, word, rank, person_id),
    CONSTRAINT mentor_words_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT mentor_words_person FOREIGN KEY (person_id) REFERENCES people (id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX mentor_words_by_person ON mentor_words (person_id, programme_id, word);

-- Mentors whose words have to be looked at anew.
CREATE TABLE mentor_index_due (
    enrolment_id TEXT NOT NULL PRIMARY KEY,
    CONSTRAINT mentor_index_due_enrolment FOREIGN KEY (enrolment_id) REFERENCES enrolments (id)
) STRICT, WITHOUT ROWID;

INSERT INTO mentor_index_due (enrolment_id)
SELECT id FROM enrolments WHERE role <> 'mentee' AND state = 'approved';

CREATE TRIGGER mentor_index_enrolments_inserted AFTER INSERT ON enrolments
WHEN NEW.role <> 'mentee' AND NEW.state = 'approved'
BEGIN
    INSERT INTO mentor_index_due (enrolment_id)
    SELECT NEW.id WHERE NOT EXISTS (SELECT 1 FROM mentor_index_due WHERE enrolment_id = NEW.id);
END;

CREATE TRIGGER mentor_index_enrolments_updated AFTER UPDATE ON enrolments
WHEN NEW.role <> 'mentee' AND (OLD.state <> NEW.state
    OR OLD.skills_offered IS NOT NEW.skills_offered)
BEGIN
    INSERT INTO mentor_index_due (enrolment_id)
    SELECT NEW.id WHERE NOT EXISTS (SELECT 1 FROM mentor_index_due WHERE enrolment_id = NEW.id);
END;

CREATE TRIGGER mentor_index_people_updated AFTER UPDATE ON people
WHEN OLD.state <> NEW.state OR OLD.bio IS NOT NEW.bio OR OLD.interests <> NEW.interests
    OR OLD.skills_offered <> NEW.skills_offered
BEGIN
    INSERT INTO mentor_index_due (enrolment_id)
    SELECT e.id FROM enrolments e
    WHERE e.person_id = NEW.id AND e.role <> 'mentee' AND e.state = 'approved'
      AND NOT EXISTS (SELECT 1 FROM mentor_index_due d WHERE d.enrolment_id = e.id);
END;

CREATE TRIGGER mentor_index_cards_inserted AFTER INSERT ON mentor_cards
BEGIN
    INSERT INTO mentor_index_due (enrolment_id)
    SELECT NEW.enrolment_id WHERE NOT EXISTS (
        SELECT 1 FROM mentor_index_due WHERE enrolment_id = NEW.enrolment_id);
END;

CREATE TRIGGER mentor_index_cards_updated AFTER UPDATE ON mentor_cards
BEGIN
    INSERT INTO mentor_index_due (enrolment_id)
    SELECT NEW.enrolment_id WHERE NOT EXISTS (
        SELECT 1 FROM mentor_index_due WHERE enrolment_id = NEW.enrolment_id);
END;
