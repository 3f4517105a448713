CREATE TABLE access_epoch (
    id INTEGER NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL,
    CONSTRAINT access_epoch_single CHECK (id = 1)
) STRICT;

CREATE TABLE audit_entries (
    id TEXT NOT NULL PRIMARY KEY,
    actor TEXT NOT NULL,
    actor_role TEXT,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    programme_id TEXT,
    outcome TEXT NOT NULL,
    request_id TEXT NOT NULL,
    details TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    CONSTRAINT audit_entries_outcome CHECK (
        outcome = 'done' OR outcome = 'seen' OR outcome = 'refused')
) STRICT;

CREATE INDEX audit_entries_by_action ON audit_entries (action, id);

CREATE INDEX audit_entries_by_actor ON audit_entries (actor, id);

CREATE INDEX audit_entries_by_programme ON audit_entries (programme_id, id)
    WHERE programme_id IS NOT NULL;

CREATE INDEX audit_entries_by_subject ON audit_entries (subject, id);

CREATE TABLE availabilities (
    person_id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    time_zone TEXT NOT NULL,
    weekly TEXT NOT NULL,
    exceptions TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT availabilities_person FOREIGN KEY (person_id) REFERENCES people (id)
) STRICT;

CREATE TABLE characteristics (
    person_id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    described BLOB NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT characteristics_person FOREIGN KEY (person_id) REFERENCES people (id)
) STRICT;

CREATE TABLE conflict_keys (
    enrolment_id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    keys BLOB NOT NULL,
    updated_by TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT conflict_keys_enrolment FOREIGN KEY (enrolment_id) REFERENCES enrolments (id)
) STRICT;

CREATE TABLE consent_withdrawals (
    consent_id TEXT NOT NULL PRIMARY KEY,
    withdrawn_at INTEGER NOT NULL,
    withdrawn_by TEXT NOT NULL,
    CONSTRAINT consent_withdrawals_consent FOREIGN KEY (consent_id) REFERENCES consents (id)
) STRICT;

CREATE TABLE consents (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    -- Of the text that was agreed to.
    text_version TEXT NOT NULL,
    given_by TEXT NOT NULL,
    given_at INTEGER NOT NULL,
    recorded_by TEXT NOT NULL,
    CONSTRAINT consents_person FOREIGN KEY (person_id) REFERENCES people (id),
    CONSTRAINT consents_purpose CHECK (
        purpose = 'matching_characteristics' OR purpose = 'equity_report'),
    CONSTRAINT consents_given_by CHECK (
        given_by = 'self' OR given_by = 'guardian' OR given_by = 'caseworker')
) STRICT;

CREATE INDEX consents_by_person ON consents (person_id, id);

CREATE TRIGGER access_epoch_keys_deleted AFTER DELETE ON credential_keys
BEGIN
    UPDATE access_epoch SET value = value + 1;
END;

CREATE TRIGGER access_epoch_keys_updated AFTER UPDATE ON credential_keys
BEGIN
    UPDATE access_epoch SET value = value + 1;
END;

CREATE TABLE credential_keys (
    public_part TEXT NOT NULL PRIMARY KEY,
    credential_id TEXT NOT NULL,
    hash BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    CONSTRAINT credential_keys_credential FOREIGN KEY (credential_id) REFERENCES credentials (id)
) STRICT;

CREATE INDEX credential_keys_by_credential ON credential_keys (credential_id);

CREATE TRIGGER access_epoch_programmes_deleted AFTER DELETE ON credential_programmes
BEGIN
    UPDATE access_epoch SET value = value + 1;
END;

CREATE TRIGGER access_epoch_programmes_inserted AFTER INSERT ON credential_programmes
BEGIN
    UPDATE access_epoch SET value = value + 1;
END;

CREATE TRIGGER access_epoch_programmes_updated AFTER UPDATE ON credential_programmes
BEGIN
    UPDATE access_epoch SET value = value + 1;
END;

CREATE TABLE credential_programmes (
    credential_id TEXT NOT NULL,
    programme_id TEXT NOT NULL,
    CONSTRAINT credential_programmes_key PRIMARY KEY (credential_id, programme_id),
    CONSTRAINT credential_programmes_credential
        FOREIGN KEY (credential_id) REFERENCES credentials (id),
    CONSTRAINT credential_programmes_programme
        FOREIGN KEY (programme_id) REFERENCES programmes (id)
) STRICT;

CREATE INDEX credential_programmes_by_programme ON credential_programmes (programme_id);

CREATE TRIGGER access_epoch_credentials_deleted AFTER DELETE ON credentials
BEGIN
    UPDATE access_epoch SET value = value + 1;
END;

CREATE TRIGGER access_epoch_credentials_updated AFTER UPDATE ON credentials
BEGIN
    UPDATE access_epoch SET value = value + 1;
END;

CREATE TABLE credentials (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    scopes TEXT NOT NULL,
    all_programmes INTEGER NOT NULL DEFAULT 1,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    CONSTRAINT credentials_role CHECK (
        role = 'administrator' OR role = 'coordinator' OR role = 'safeguarding_lead'
        OR role = 'programme_owner' OR role = 'analyst' OR role = 'line_manager'
        OR role = 'integration'),
    CONSTRAINT credentials_all_programmes CHECK (all_programmes IN (0, 1))
) STRICT;

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

CREATE TABLE enrolments (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    programme_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    role TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'submitted',
    capacity INTEGER NOT NULL DEFAULT 0,
    motivation TEXT,
    -- What is offered and wanted in this programme, where it differs from the person's profile.
    skills_offered TEXT,
    skills_wanted TEXT,
    acknowledged_version INTEGER NOT NULL DEFAULT 0,
    acknowledged_at INTEGER,
    acknowledged_by TEXT,
    acknowledgement_reason TEXT,
    decided_by TEXT,
    decided_at INTEGER,
    decision_reason TEXT,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, site TEXT, seniority INTEGER
    CONSTRAINT enrolments_seniority CHECK (seniority BETWEEN 0 AND 100), experience_years INTEGER
    CONSTRAINT enrolments_experience_years CHECK (experience_years BETWEEN 0 AND 80), mentors_wanted INTEGER NOT NULL DEFAULT 1
    CONSTRAINT enrolments_mentors_wanted CHECK (mentors_wanted BETWEEN 1 AND 5), goals TEXT NOT NULL DEFAULT '[]', challenges TEXT NOT NULL DEFAULT '[]', belongs_to TEXT NOT NULL DEFAULT '[]', media TEXT NOT NULL DEFAULT '[]', organisation TEXT,
    CONSTRAINT enrolments_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT enrolments_person FOREIGN KEY (person_id) REFERENCES people (id),
    CONSTRAINT enrolments_role CHECK (role = 'mentor' OR role = 'mentee' OR role = 'both'),
    CONSTRAINT enrolments_state CHECK (
        state = 'draft' OR state = 'submitted' OR state = 'screening' OR state = 'waitlisted'
        OR state = 'approved' OR state = 'paused' OR state = 'exited' OR state = 'rejected'
        OR state = 'withdrawn'),
    CONSTRAINT enrolments_capacity CHECK (capacity BETWEEN 0 AND 30)
) STRICT;

CREATE INDEX enrolments_by_member ON enrolments (programme_id, person_id, state);

CREATE INDEX enrolments_by_person ON enrolments (person_id, programme_id, id);

CREATE INDEX enrolments_by_programme ON enrolments (programme_id, id);

CREATE INDEX enrolments_by_state ON enrolments (programme_id, state, id);

CREATE UNIQUE INDEX enrolments_once ON enrolments (programme_id, person_id)
    WHERE state NOT IN ('exited', 'rejected', 'withdrawn');

CREATE TABLE events (
    sequence INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    subject TEXT NOT NULL,
    programme_id TEXT,
    data TEXT NOT NULL,
    occurred_at INTEGER NOT NULL
) STRICT;

CREATE INDEX events_by_programme ON events (programme_id, sequence)
    WHERE programme_id IS NOT NULL;

CREATE TABLE exclusions (
    id TEXT NOT NULL PRIMARY KEY,
    programme_id TEXT NOT NULL,
    run_id TEXT,
    mentor_id TEXT NOT NULL,
    mentee_id TEXT NOT NULL,
    -- Why, sealed: it may say something about either of them.
    reason BLOB,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT exclusions_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT exclusions_run FOREIGN KEY (run_id) REFERENCES match_runs (id),
    CONSTRAINT exclusions_mentor FOREIGN KEY (mentor_id) REFERENCES people (id),
    CONSTRAINT exclusions_mentee FOREIGN KEY (mentee_id) REFERENCES people (id),
    CONSTRAINT exclusions_two CHECK (mentor_id <> mentee_id)
) STRICT;

CREATE INDEX exclusions_by_mentee ON exclusions (mentee_id);

CREATE INDEX exclusions_by_pair ON exclusions (mentor_id, mentee_id, programme_id);

CREATE INDEX exclusions_by_programme ON exclusions (programme_id, id);

CREATE INDEX exclusions_by_run ON exclusions (run_id) WHERE run_id IS NOT NULL;

CREATE TABLE goal_progress (
    goal_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    percent INTEGER NOT NULL,
    note BLOB,
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    CONSTRAINT goal_progress_key PRIMARY KEY (goal_id, number),
    CONSTRAINT goal_progress_goal FOREIGN KEY (goal_id) REFERENCES goals (id),
    CONSTRAINT goal_progress_recorded_by FOREIGN KEY (recorded_by) REFERENCES people (id),
    CONSTRAINT goal_progress_percent CHECK (percent BETWEEN 0 AND 100)
) STRICT;

CREATE INDEX goal_progress_by_recorder ON goal_progress (recorded_by);

CREATE TABLE goals (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    relationship_id TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    suggested_by TEXT,
    title TEXT NOT NULL,
    details BLOB,
    category TEXT NOT NULL DEFAULT 'other',
    weight INTEGER NOT NULL DEFAULT 1,
    target_on TEXT,
    state TEXT NOT NULL DEFAULT 'draft',
    percent INTEGER NOT NULL DEFAULT 0,
    -- Ids of those who said yes to it as it stands, a space between them.
    agreed_by TEXT NOT NULL DEFAULT '',
    proposed_outcome TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT goals_relationship FOREIGN KEY (relationship_id) REFERENCES relationships (id),
    CONSTRAINT goals_owner FOREIGN KEY (owner_id) REFERENCES people (id),
    CONSTRAINT goals_suggested_by FOREIGN KEY (suggested_by) REFERENCES people (id),
    CONSTRAINT goals_category CHECK (
        category = 'personal' OR category = 'professional' OR category = 'career'
        OR category = 'learning' OR category = 'confidence' OR category = 'wellbeing'
        OR category = 'network' OR category = 'leadership' OR category = 'cultural'
        OR category = 'practical' OR category = 'other'),
    CONSTRAINT goals_weight CHECK (weight BETWEEN 1 AND 3),
    CONSTRAINT goals_state CHECK (
        state = 'draft' OR state = 'agreed' OR state = 'active' OR state = 'achieved'
        OR state = 'partly' OR state = 'not_achieved' OR state = 'abandoned'),
    CONSTRAINT goals_percent CHECK (percent BETWEEN 0 AND 100),
    CONSTRAINT goals_proposed_outcome CHECK (
        proposed_outcome = 'achieved' OR proposed_outcome = 'partly'
        OR proposed_outcome = 'not_achieved' OR proposed_outcome = 'abandoned')
) STRICT;

CREATE INDEX goals_by_owner ON goals (owner_id);

CREATE INDEX goals_by_relationship ON goals (relationship_id, id);

CREATE INDEX goals_by_suggested_by ON goals (suggested_by) WHERE suggested_by IS NOT NULL;

CREATE TABLE idempotency_keys (
    actor TEXT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,
    body BLOB NOT NULL,
    is_secret INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT idempotency_keys_key PRIMARY KEY (actor, method, path, idempotency_key)
) STRICT;

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

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

CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    kind TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued',
    subject TEXT,
    programme_id TEXT,
    input TEXT NOT NULL,
    phase TEXT NOT NULL DEFAULT 'waiting',
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    result TEXT,
    problem TEXT,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    CONSTRAINT jobs_state CHECK (
        state = 'queued' OR state = 'running' OR state = 'succeeded' OR state = 'failed'
        OR state = 'cancelled')
) STRICT;

CREATE INDEX jobs_by_creator ON jobs (created_by, id);

CREATE INDEX jobs_by_kind ON jobs (kind, id);

CREATE INDEX jobs_by_state ON jobs (state, id);

CREATE TABLE journal_entries (
    id TEXT NOT NULL PRIMARY KEY,
    relationship_id TEXT NOT NULL,
    author_id TEXT NOT NULL,
    body BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT journal_entries_relationship
        FOREIGN KEY (relationship_id) REFERENCES relationships (id),
    CONSTRAINT journal_entries_author FOREIGN KEY (author_id) REFERENCES people (id)
) STRICT;

CREATE INDEX journal_entries_by_author ON journal_entries (author_id);

CREATE INDEX journal_entries_by_relationship
    ON journal_entries (relationship_id, author_id, id);

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
    score INTEGER NOT NULL, co_mentors TEXT NOT NULL DEFAULT '[]',
    CONSTRAINT match_run_groups_key PRIMARY KEY (run_id, position),
    CONSTRAINT match_run_groups_run FOREIGN KEY (run_id) REFERENCES match_runs (id),
    CONSTRAINT match_run_groups_mentor FOREIGN KEY (mentor_id) REFERENCES people (id)
) STRICT;

CREATE INDEX match_run_groups_by_mentor ON match_run_groups (mentor_id)
    WHERE mentor_id IS NOT NULL;

CREATE TABLE match_run_pairs (
    run_id TEXT NOT NULL,
    -- From the greatest score to the least.
    position INTEGER NOT NULL,
    mentor_id TEXT NOT NULL,
    mentee_id TEXT NOT NULL,
    score INTEGER NOT NULL,
    is_locked INTEGER NOT NULL,
    explanation TEXT NOT NULL,
    CONSTRAINT match_run_pairs_key PRIMARY KEY (run_id, position),
    CONSTRAINT match_run_pairs_run FOREIGN KEY (run_id) REFERENCES match_runs (id),
    CONSTRAINT match_run_pairs_mentor FOREIGN KEY (mentor_id) REFERENCES people (id),
    CONSTRAINT match_run_pairs_mentee FOREIGN KEY (mentee_id) REFERENCES people (id),
    CONSTRAINT match_run_pairs_score CHECK (score BETWEEN 0 AND 1000000),
    CONSTRAINT match_run_pairs_is_locked CHECK (is_locked IN (0, 1))
) STRICT;

CREATE INDEX match_run_pairs_by_mentee ON match_run_pairs (mentee_id);

CREATE INDEX match_run_pairs_by_mentor ON match_run_pairs (mentor_id);

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

CREATE TABLE "match_run_unmatched" (
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

CREATE INDEX match_run_unmatched_by_mentee ON match_run_unmatched (mentee_id);

CREATE TABLE "match_runs" (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    programme_id TEXT NOT NULL,
    -- While it is pending, its job says whether it waits, runs, failed or was cancelled.
    state TEXT NOT NULL DEFAULT 'pending',
    objective TEXT NOT NULL,
    -- Whose best stable matching; NULL for the mentees', and for other objectives.
    stable_for TEXT,
    seed INTEGER NOT NULL,
    minimum_score INTEGER,
    locks TEXT NOT NULL DEFAULT '[]',
    engine_version TEXT NOT NULL,
    policy_version INTEGER NOT NULL,
    -- All that the answer depends on; the same text gives the same answer.
    inputs TEXT,
    inputs_hash TEXT,
    -- How many approved mentees were not asked about, and why.
    left_out TEXT,
    summary TEXT,
    job_id TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    published_by TEXT,
    published_at INTEGER, policy_id TEXT
    CONSTRAINT match_runs_policy REFERENCES matching_policies (id), previous_run_id TEXT REFERENCES match_runs (id), scope TEXT,
    CONSTRAINT match_runs_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT match_runs_job FOREIGN KEY (job_id) REFERENCES jobs (id),
    CONSTRAINT match_runs_state CHECK (
        state = 'pending' OR state = 'done' OR state = 'published' OR state = 'discarded'),
    CONSTRAINT match_runs_objective CHECK (
        objective = 'quality' OR objective = 'coverage_then_quality' OR objective = 'fair'
        OR objective = 'stable'),
    CONSTRAINT match_runs_stable_for CHECK (stable_for IN ('mentees', 'mentors')),
    CONSTRAINT match_runs_minimum_score CHECK (minimum_score BETWEEN 0 AND 1000000)
) STRICT;

CREATE INDEX match_runs_by_job ON match_runs (job_id);

CREATE INDEX match_runs_by_policy ON match_runs (policy_id) WHERE policy_id IS NOT NULL;

CREATE INDEX match_runs_by_previous ON match_runs (previous_run_id)
    WHERE previous_run_id IS NOT NULL;

CREATE INDEX match_runs_by_programme ON match_runs (programme_id, id);

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

CREATE TABLE meeting_attendance (
    meeting_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    state TEXT NOT NULL,
    late_minutes INTEGER,
    recorded_at INTEGER NOT NULL,
    CONSTRAINT meeting_attendance_key PRIMARY KEY (meeting_id, person_id, recorded_by),
    CONSTRAINT meeting_attendance_member
        FOREIGN KEY (meeting_id, person_id) REFERENCES meeting_members (meeting_id, person_id),
    CONSTRAINT meeting_attendance_state CHECK (state IN ('attended', 'absent')),
    CONSTRAINT meeting_attendance_late CHECK (late_minutes BETWEEN 0 AND 1440)
) STRICT;

CREATE TABLE meeting_members (
    meeting_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    takes_time INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT meeting_members_key PRIMARY KEY (meeting_id, person_id),
    CONSTRAINT meeting_members_meeting FOREIGN KEY (meeting_id) REFERENCES meetings (id),
    CONSTRAINT meeting_members_person FOREIGN KEY (person_id) REFERENCES people (id),
    CONSTRAINT meeting_members_takes_time CHECK (takes_time IN (0, 1))
) STRICT;

CREATE INDEX meeting_members_by_time ON meeting_members (person_id, starts_at, meeting_id);

CREATE TABLE "meetings" (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    relationship_id TEXT NOT NULL,
    programme_id TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'confirmed',
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    time_zone TEXT NOT NULL,
    local_start TEXT NOT NULL,
    sequence INTEGER NOT NULL DEFAULT 0,
    medium TEXT NOT NULL,
    topic BLOB,
    cancelled_by TEXT,
    cancelled_at INTEGER,
    cancellation_reason BLOB,
    is_late_cancellation INTEGER,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT meetings_relationship
        FOREIGN KEY (relationship_id) REFERENCES relationships (id),
    CONSTRAINT meetings_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT meetings_state CHECK (
        state = 'confirmed' OR state = 'held' OR state = 'no_show' OR state = 'cancelled'),
    CONSTRAINT meetings_medium CHECK (
        medium = 'in_person' OR medium = 'video' OR medium = 'phone' OR medium = 'chat'),
    CONSTRAINT meetings_times CHECK (starts_at < ends_at),
    CONSTRAINT meetings_late CHECK (is_late_cancellation IN (0, 1))
) STRICT;

CREATE INDEX meetings_by_programme ON meetings (programme_id, starts_at, id);

CREATE INDEX meetings_by_relationship ON meetings (relationship_id, starts_at, id);

CREATE INDEX meetings_by_start ON meetings (starts_at, id);

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

CREATE TABLE mentor_cards (
    enrolment_id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    is_listed INTEGER NOT NULL,
    -- Names of members, a space between them.
    shows TEXT NOT NULL,
    updated_at INTEGER NOT NULL, answers_on TEXT NOT NULL DEFAULT '',
    CONSTRAINT mentor_cards_enrolment FOREIGN KEY (enrolment_id) REFERENCES enrolments (id),
    CONSTRAINT mentor_cards_is_listed CHECK (is_listed IN (0, 1))
) STRICT;

CREATE TABLE mentor_index_due (
    enrolment_id TEXT NOT NULL PRIMARY KEY,
    CONSTRAINT mentor_index_due_enrolment FOREIGN KEY (enrolment_id) REFERENCES enrolments (id)
) STRICT, WITHOUT ROWID;

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

CREATE UNIQUE INDEX mentorship_request_choices_asked ON mentorship_request_choices (request_id)
    WHERE state = 'asked';

CREATE INDEX mentorship_request_choices_by_mentor
    ON mentorship_request_choices (mentor_id, request_id, state);

CREATE INDEX mentorship_request_choices_due ON mentorship_request_choices (deadline)
    WHERE state = 'asked';

CREATE INDEX mentorship_request_choices_nudge ON mentorship_request_choices (nudge_at)
    WHERE state = 'asked' AND nudged_at IS NULL;

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

CREATE INDEX mentorship_requests_between_turns ON mentorship_requests (id)
    WHERE is_between_turns = 1;

CREATE INDEX mentorship_requests_by_mentee ON mentorship_requests (mentee_id, id);

CREATE INDEX mentorship_requests_by_programme ON mentorship_requests (programme_id, id);

CREATE INDEX mentorship_requests_by_relationship ON mentorship_requests (relationship_id)
    WHERE relationship_id IS NOT NULL;

CREATE UNIQUE INDEX mentorship_requests_waiting ON mentorship_requests (programme_id, mentee_id)
    WHERE state = 'waiting';

CREATE TABLE migrations (
    number     INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL,
    sha256     TEXT    NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT;

CREATE TABLE organisation_holidays (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    days TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT organisation_holidays_single CHECK (id = 1)
) STRICT;

CREATE TRIGGER access_epoch_people_state AFTER UPDATE OF state ON people
WHEN OLD.state <> NEW.state
BEGIN
    UPDATE access_epoch SET value = value + 1;
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

CREATE TABLE people (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL DEFAULT 'active',
    name TEXT NOT NULL,
    given_name TEXT,
    pronouns TEXT,
    email TEXT,
    email_key TEXT,
    phone TEXT,
    locale TEXT,
    time_zone TEXT,
    seniority INTEGER,
    bio TEXT,
    languages TEXT NOT NULL DEFAULT '[]',
    skills_offered TEXT NOT NULL DEFAULT '[]',
    skills_wanted TEXT NOT NULL DEFAULT '[]',
    interests TEXT NOT NULL DEFAULT '[]',
    personal_values TEXT NOT NULL DEFAULT '[]',
    external_ids TEXT NOT NULL DEFAULT '{}',
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, manager_id TEXT
    CONSTRAINT people_manager REFERENCES people (id),
    CONSTRAINT people_state CHECK (state = 'active' OR state = 'paused' OR state = 'left')
) STRICT;

CREATE INDEX people_by_creator ON people (created_by, id);

CREATE INDEX people_by_email ON people (email_key, id) WHERE email_key IS NOT NULL;

CREATE INDEX people_by_manager ON people (manager_id) WHERE manager_id IS NOT NULL;

CREATE INDEX people_by_state ON people (state, id);

CREATE TABLE person_external_ids (
    source TEXT NOT NULL,
    value TEXT NOT NULL,
    person_id TEXT NOT NULL,
    CONSTRAINT person_external_ids_key PRIMARY KEY (source, value),
    CONSTRAINT person_external_ids_person FOREIGN KEY (person_id) REFERENCES people (id)
) STRICT;

CREATE INDEX person_external_ids_by_person ON person_external_ids (person_id);

CREATE TABLE person_terms (
    kind TEXT NOT NULL,
    term TEXT NOT NULL,
    person_id TEXT NOT NULL,
    level INTEGER,
    CONSTRAINT person_terms_key PRIMARY KEY (kind, term, person_id),
    CONSTRAINT person_terms_person FOREIGN KEY (person_id) REFERENCES people (id),
    CONSTRAINT person_terms_kind CHECK (
        kind = 'skill_offered' OR kind = 'skill_wanted' OR kind = 'interest' OR kind = 'value'
        OR kind = 'language'),
    CONSTRAINT person_terms_level CHECK (level BETWEEN 1 AND 5)
) STRICT, WITHOUT ROWID;

CREATE INDEX person_terms_by_person ON person_terms (person_id);

CREATE TRIGGER access_epoch_tokens_deleted AFTER DELETE ON person_tokens
BEGIN
    UPDATE access_epoch SET value = value + 1;
END;

CREATE TRIGGER access_epoch_tokens_updated AFTER UPDATE ON person_tokens
BEGIN
    UPDATE access_epoch SET value = value + 1;
END;

CREATE TABLE person_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    public_part TEXT NOT NULL,
    person_id TEXT NOT NULL,
    hash BLOB NOT NULL,
    minted_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    CONSTRAINT person_tokens_public_part UNIQUE (public_part),
    CONSTRAINT person_tokens_person FOREIGN KEY (person_id) REFERENCES people (id)
) STRICT;

CREATE INDEX person_tokens_by_person ON person_tokens (person_id, id);

CREATE TABLE preferences (
    enrolment_id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    ranked TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT preferences_enrolment FOREIGN KEY (enrolment_id) REFERENCES enrolments (id)
) STRICT;

CREATE TABLE programmes (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL DEFAULT 'draft',
    state_reason TEXT,
    state_changed_at INTEGER,
    name TEXT NOT NULL,
    purpose TEXT,
    model TEXT NOT NULL,
    stage_model TEXT NOT NULL,
    starts_on TEXT,
    ends_on TEXT,
    default_capacity INTEGER NOT NULL DEFAULT 1,
    requires_acknowledgement INTEGER NOT NULL DEFAULT 0,
    acknowledgement TEXT,
    acknowledgement_version INTEGER NOT NULL DEFAULT 0,
    external_id TEXT,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, group_least INTEGER
    CONSTRAINT programmes_group_least CHECK (group_least BETWEEN 2 AND 30), group_most INTEGER
    CONSTRAINT programmes_group_most CHECK (group_most BETWEEN 2 AND 30),
    CONSTRAINT programmes_external_id UNIQUE (external_id),
    CONSTRAINT programmes_state CHECK (
        state = 'draft' OR state = 'open' OR state = 'closed_to_enrolment'
        OR state = 'running' OR state = 'completed' OR state = 'cancelled'
        OR state = 'archived'),
    CONSTRAINT programmes_capacity CHECK (default_capacity BETWEEN 1 AND 30),
    CONSTRAINT programmes_requires_acknowledgement CHECK (requires_acknowledgement IN (0, 1))
) STRICT;

CREATE INDEX programmes_by_model ON programmes (model, id);

CREATE INDEX programmes_by_state ON programmes (state, id);

CREATE TABLE "proposals" (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    programme_id TEXT NOT NULL,
    -- NULL when a coordinator proposed the pair directly.
    run_id TEXT,
    -- The position of the run's circle that this is one member's part of: the mentee answers for
    -- themself, to the circle as a whole, and the mentor has a part of their own.
    circle INTEGER,
    mentor_id TEXT NOT NULL,
    -- NULL where a mentor is asked to guide the group of `lead_id` together with them.
    mentee_id TEXT,
    lead_id TEXT,
    state TEXT NOT NULL DEFAULT 'sent',
    score INTEGER,
    explanation TEXT,
    deadline INTEGER NOT NULL,
    mentor_answer TEXT,
    mentor_answered_at INTEGER,
    mentee_answer TEXT,
    mentee_answered_at INTEGER,
    decline_reason TEXT,
    -- Words to the programme's staff, sealed.
    decline_message BLOB,
    -- Why it was superseded or withdrawn.
    ended_because TEXT,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT proposals_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT proposals_run FOREIGN KEY (run_id) REFERENCES match_runs (id),
    CONSTRAINT proposals_circle
        FOREIGN KEY (run_id, circle) REFERENCES match_run_groups (run_id, position),
    CONSTRAINT proposals_mentor FOREIGN KEY (mentor_id) REFERENCES people (id),
    CONSTRAINT proposals_mentee FOREIGN KEY (mentee_id) REFERENCES people (id),
    CONSTRAINT proposals_lead FOREIGN KEY (lead_id) REFERENCES people (id),
    CONSTRAINT proposals_two CHECK (mentor_id <> mentee_id),
    CONSTRAINT proposals_beside CHECK (mentor_id <> lead_id),
    CONSTRAINT proposals_mentee_or_lead CHECK ((mentee_id IS NULL) <> (lead_id IS NULL)),
    CONSTRAINT proposals_lead_answer CHECK (lead_id IS NULL OR mentee_answer IS NULL),
    CONSTRAINT proposals_lead_of_group CHECK (lead_id IS NULL OR circle IS NULL),
    CONSTRAINT proposals_circle_of_run CHECK (circle IS NULL OR run_id IS NOT NULL),
    CONSTRAINT proposals_circle_answer CHECK (circle IS NULL OR mentor_answer IS NULL),
    CONSTRAINT proposals_state CHECK (
        state = 'sent' OR state = 'accepted' OR state = 'declined' OR state = 'expired'
        OR state = 'withdrawn' OR state = 'superseded'),
    CONSTRAINT proposals_mentor_answer CHECK (mentor_answer IN ('accepted', 'declined')),
    CONSTRAINT proposals_mentee_answer CHECK (mentee_answer IN ('accepted', 'declined')),
    CONSTRAINT proposals_decline_reason CHECK (
        decline_reason = 'time' OR decline_reason = 'expertise'
        OR decline_reason = 'better_fit' OR decline_reason = 'other'),
    CONSTRAINT proposals_ended_because CHECK (
        ended_because = 'mentor_at_capacity' OR ended_because = 'mentee_already_paired'
        OR ended_because = 'enrolment_ended' OR ended_because = 'pair_excluded'
        OR ended_because = 'circle_not_formed' OR ended_because = 'group_not_formed'
        OR ended_because = 'group_has_mentors' OR ended_because = 'mentor_left'
        OR ended_because = 'staff')
) STRICT;

CREATE INDEX proposals_by_circle ON proposals (run_id, circle, id) WHERE circle IS NOT NULL;

CREATE INDEX proposals_by_lead ON proposals (lead_id, programme_id, id)
    WHERE lead_id IS NOT NULL;

CREATE INDEX proposals_by_mentee ON proposals (mentee_id, id);

CREATE INDEX proposals_by_mentor ON proposals (mentor_id, id);

CREATE INDEX proposals_by_programme ON proposals (programme_id, id);

CREATE INDEX proposals_by_run ON proposals (run_id, id) WHERE run_id IS NOT NULL;

CREATE INDEX proposals_due ON proposals (deadline) WHERE state = 'sent';

CREATE UNIQUE INDEX proposals_open ON proposals (programme_id, mentor_id, mentee_id)
    WHERE state = 'sent';

CREATE UNIQUE INDEX proposals_open_beside ON proposals (programme_id, mentor_id)
    WHERE state = 'sent' AND lead_id IS NOT NULL;

CREATE TABLE "relationship_closures" (
    relationship_id TEXT NOT NULL PRIMARY KEY,
    reason TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    closed_on TEXT NOT NULL,
    message BLOB,
    closed_by TEXT NOT NULL,
    closed_at INTEGER NOT NULL,
    CONSTRAINT relationship_closures_relationship
        FOREIGN KEY (relationship_id) REFERENCES relationships (id),
    CONSTRAINT relationship_closures_reason CHECK (
        reason = 'completed' OR reason = 'programme_ended' OR reason = 'redefined'
        OR reason = 'moved' OR reason = 'time' OR reason = 'left' OR reason = 'health'
        OR reason = 'too_few' OR reason = 'accepted_by_mistake' OR reason = 'no_fault'
        OR reason = 'mismatch' OR reason = 'distancing' OR reason = 'manipulation'
        OR reason = 'lack_of_expertise' OR reason = 'dysfunction' OR reason = 'boundary'
        OR reason = 'safeguarding' OR reason = 'other'),
    CONSTRAINT relationship_closures_asked_by CHECK (
        asked_by = 'mentor' OR asked_by = 'mentee' OR asked_by = 'peer' OR asked_by = 'both'
        OR asked_by = 'staff')
) STRICT;

CREATE TABLE relationship_departures (
    relationship_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    -- What they were there.
    role TEXT NOT NULL,
    removed_by TEXT NOT NULL,
    left_at INTEGER NOT NULL,
    CONSTRAINT relationship_departures_key PRIMARY KEY (relationship_id, person_id),
    CONSTRAINT relationship_departures_relationship
        FOREIGN KEY (relationship_id) REFERENCES relationships (id),
    CONSTRAINT relationship_departures_person FOREIGN KEY (person_id) REFERENCES people (id),
    CONSTRAINT relationship_departures_role CHECK (
        role = 'mentor' OR role = 'mentee' OR role = 'peer')
) STRICT;

CREATE INDEX relationship_departures_by_person
    ON relationship_departures (person_id, relationship_id);

CREATE TABLE relationship_members (
    relationship_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    role TEXT NOT NULL, proposal_id TEXT REFERENCES proposals (id), guides_id TEXT REFERENCES people (id), lead_order INTEGER
    CONSTRAINT relationship_members_lead CHECK (lead_order IS NULL OR role = 'mentor'),
    CONSTRAINT relationship_members_key PRIMARY KEY (relationship_id, person_id),
    CONSTRAINT relationship_members_relationship
        FOREIGN KEY (relationship_id) REFERENCES relationships (id),
    CONSTRAINT relationship_members_person FOREIGN KEY (person_id) REFERENCES people (id),
    CONSTRAINT relationship_members_role CHECK (
        role = 'mentor' OR role = 'mentee' OR role = 'peer')
) STRICT;

CREATE INDEX relationship_members_by_guided ON relationship_members (guides_id)
    WHERE guides_id IS NOT NULL;

CREATE INDEX relationship_members_by_person
    ON relationship_members (person_id, relationship_id);

CREATE UNIQUE INDEX relationship_members_by_proposal ON relationship_members (proposal_id)
    WHERE proposal_id IS NOT NULL;

CREATE UNIQUE INDEX relationship_members_in_lead
    ON relationship_members (relationship_id, lead_order) WHERE lead_order IS NOT NULL;

CREATE TABLE relationship_stage_moves (
    relationship_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    from_state TEXT,
    from_stage TEXT,
    to_state TEXT NOT NULL,
    to_stage TEXT,
    reason TEXT NOT NULL,
    moved_by TEXT NOT NULL,
    moved_at INTEGER NOT NULL,
    CONSTRAINT relationship_stage_moves_key PRIMARY KEY (relationship_id, number),
    CONSTRAINT relationship_stage_moves_relationship
        FOREIGN KEY (relationship_id) REFERENCES relationships (id)
) STRICT;

CREATE TABLE relationships (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    programme_id TEXT NOT NULL,
    -- The accepted proposal it came from; NULL when staff paired the two directly.
    proposal_id TEXT,
    model TEXT NOT NULL,
    stage_model TEXT NOT NULL,
    -- NULL where the stage model has none for the state.
    stage TEXT,
    state TEXT NOT NULL DEFAULT 'forming',
    -- The day the work began, which is not the day the two were paired.
    started_on TEXT,
    planned_end_on TEXT,
    previous_id TEXT,
    support_contact TEXT,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT relationships_once UNIQUE (proposal_id),
    CONSTRAINT relationships_proposal FOREIGN KEY (proposal_id) REFERENCES proposals (id),
    CONSTRAINT relationships_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT relationships_previous FOREIGN KEY (previous_id) REFERENCES relationships (id),
    CONSTRAINT relationships_state CHECK (
        state = 'forming' OR state = 'active' OR state = 'paused' OR state = 'closing'
        OR state = 'closed')
) STRICT;

CREATE INDEX relationships_by_previous ON relationships (previous_id)
    WHERE previous_id IS NOT NULL;

CREATE INDEX relationships_by_programme ON relationships (programme_id, id);

CREATE INDEX relationships_by_state ON relationships (state, id);

CREATE TABLE "rematches" (
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
    CONSTRAINT rematches_once UNIQUE (relationship_id, mentee_id),
    CONSTRAINT rematches_reason CHECK (
        reason = 'goals_changed' OR reason = 'time' OR reason = 'moved' OR reason = 'mentor_left'
        OR reason = 'completed' OR reason = 'fit' OR reason = 'not_said'),
    CONSTRAINT rematches_wants_former CHECK (wants_former IN (0, 1)),
    CONSTRAINT rematches_state CHECK (state IN ('open', 'fulfilled'))
) STRICT;

CREATE INDEX rematches_by_mentee ON rematches (mentee_id);

CREATE INDEX rematches_by_next ON rematches (next_relationship_id)
    WHERE next_relationship_id IS NOT NULL;

CREATE INDEX rematches_by_programme ON rematches (programme_id, state);

CREATE UNIQUE INDEX rematches_open ON rematches (mentee_id, programme_id) WHERE state = 'open';

CREATE TABLE request_policies (
    programme_id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    is_open INTEGER NOT NULL,
    choices_max INTEGER NOT NULL,
    answer_days INTEGER NOT NULL,
    waiting_per_mentor_max INTEGER NOT NULL,
    updated_by TEXT NOT NULL,
    updated_at INTEGER NOT NULL, undo_hours INTEGER NOT NULL DEFAULT 24
    CONSTRAINT request_policies_undo_hours CHECK (undo_hours BETWEEN 0 AND 168),
    CONSTRAINT request_policies_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT request_policies_is_open CHECK (is_open IN (0, 1)),
    CONSTRAINT request_policies_choices CHECK (choices_max BETWEEN 1 AND 5),
    CONSTRAINT request_policies_answer_days CHECK (answer_days BETWEEN 1 AND 15),
    CONSTRAINT request_policies_waiting CHECK (waiting_per_mentor_max BETWEEN 1 AND 30)
) STRICT;

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

CREATE INDEX surveys_by_instrument ON surveys (instrument_id, id);

CREATE INDEX surveys_by_programme ON surveys (programme_id, id);
