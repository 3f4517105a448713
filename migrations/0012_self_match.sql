-- Mentees who choose for themselves: what a programme allows, what mentors show, and requests that
-- go from mentor to mentor; and the days on which nobody is expected to answer.

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
