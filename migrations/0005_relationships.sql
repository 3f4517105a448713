-- Relationships: who is paired with whom, at which stage, with which goals. What was said between
-- the two (descriptions, notes, reflections, the words of a farewell) is sealed and never plain.

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

CREATE INDEX relationships_by_programme ON relationships (programme_id, id);
CREATE INDEX relationships_by_state ON relationships (state, id);
CREATE INDEX relationships_by_previous ON relationships (previous_id)
    WHERE previous_id IS NOT NULL;

CREATE TABLE relationship_members (
    relationship_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    role TEXT NOT NULL,
    CONSTRAINT relationship_members_key PRIMARY KEY (relationship_id, person_id),
    CONSTRAINT relationship_members_relationship
        FOREIGN KEY (relationship_id) REFERENCES relationships (id),
    CONSTRAINT relationship_members_person FOREIGN KEY (person_id) REFERENCES people (id),
    CONSTRAINT relationship_members_role CHECK (
        role = 'mentor' OR role = 'mentee' OR role = 'peer')
) STRICT;

CREATE INDEX relationship_members_by_person
    ON relationship_members (person_id, relationship_id);

-- Every state and stage a relationship was ever in; never changed, never removed. The first has
-- nothing that it came from.
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

-- One at most, and it is final.
CREATE TABLE relationship_closures (
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
        OR reason = 'no_fault' OR reason = 'mismatch' OR reason = 'distancing'
        OR reason = 'manipulation' OR reason = 'lack_of_expertise' OR reason = 'dysfunction'
        OR reason = 'boundary' OR reason = 'safeguarding' OR reason = 'other'),
    CONSTRAINT relationship_closures_asked_by CHECK (
        asked_by = 'mentor' OR asked_by = 'mentee' OR asked_by = 'peer' OR asked_by = 'both'
        OR asked_by = 'staff')
) STRICT;

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

CREATE INDEX goals_by_relationship ON goals (relationship_id, id);
CREATE INDEX goals_by_owner ON goals (owner_id);
CREATE INDEX goals_by_suggested_by ON goals (suggested_by) WHERE suggested_by IS NOT NULL;

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

CREATE INDEX journal_entries_by_relationship
    ON journal_entries (relationship_id, author_id, id);
CREATE INDEX journal_entries_by_author ON journal_entries (author_id);
