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
    stage TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'active',
    started_on TEXT NOT NULL,
    planned_end_on TEXT,
    support_contact TEXT,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT relationships_proposal UNIQUE (proposal_id),
    CONSTRAINT relationships_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT relationships_state
        CHECK (state IN ('forming', 'active', 'paused', 'closing', 'closed'))
) STRICT;

CREATE INDEX relationships_by_programme ON relationships (programme_id, id);
CREATE INDEX relationships_by_state ON relationships (state, id);

CREATE TABLE relationship_members (
    relationship_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    role TEXT NOT NULL,
    CONSTRAINT relationship_members_key PRIMARY KEY (relationship_id, person_id),
    CONSTRAINT relationship_members_relationship
        FOREIGN KEY (relationship_id) REFERENCES relationships (id),
    CONSTRAINT relationship_members_person FOREIGN KEY (person_id) REFERENCES people (id),
    CONSTRAINT relationship_members_role CHECK (role IN ('mentor', 'mentee'))
) STRICT;

CREATE INDEX relationship_members_by_person
    ON relationship_members (person_id, relationship_id);

-- Every stage a relationship was ever in; never changed, never removed.
CREATE TABLE relationship_stage_moves (
    id TEXT NOT NULL PRIMARY KEY,
    relationship_id TEXT NOT NULL,
    from_stage TEXT,
    to_stage TEXT NOT NULL,
    reason TEXT NOT NULL,
    moved_by TEXT NOT NULL,
    moved_at INTEGER NOT NULL,
    CONSTRAINT relationship_stage_moves_relationship
        FOREIGN KEY (relationship_id) REFERENCES relationships (id)
) STRICT;

CREATE INDEX relationship_stage_moves_by_relationship
    ON relationship_stage_moves (relationship_id, id);

-- One at most, and it is final.
CREATE TABLE relationship_closures (
    relationship_id TEXT NOT NULL PRIMARY KEY,
    reason TEXT NOT NULL,
    side TEXT NOT NULL,
    message BLOB,
    closed_by TEXT NOT NULL,
    closed_at INTEGER NOT NULL,
    CONSTRAINT relationship_closures_relationship
        FOREIGN KEY (relationship_id) REFERENCES relationships (id),
    CONSTRAINT relationship_closures_side
        CHECK (side IN ('mentor', 'mentee', 'both', 'programme'))
) STRICT;

CREATE TABLE goals (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    relationship_id TEXT NOT NULL,
    title TEXT NOT NULL,
    description BLOB,
    state TEXT NOT NULL DEFAULT 'active',
    percent INTEGER NOT NULL DEFAULT 0,
    target_on TEXT,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT goals_relationship FOREIGN KEY (relationship_id) REFERENCES relationships (id),
    CONSTRAINT goals_state CHECK (state IN (
        'draft', 'agreed', 'active', 'achieved', 'partly', 'not_achieved', 'abandoned')),
    CONSTRAINT goals_percent CHECK (percent BETWEEN 0 AND 100)
) STRICT;

CREATE INDEX goals_by_relationship ON goals (relationship_id, id);

CREATE TABLE goal_progress (
    id TEXT NOT NULL PRIMARY KEY,
    goal_id TEXT NOT NULL,
    percent INTEGER NOT NULL,
    note BLOB,
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    CONSTRAINT goal_progress_goal FOREIGN KEY (goal_id) REFERENCES goals (id),
    CONSTRAINT goal_progress_percent CHECK (percent BETWEEN 0 AND 100)
) STRICT;

CREATE INDEX goal_progress_by_goal ON goal_progress (goal_id, id);

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

CREATE INDEX journal_entries_by_author ON journal_entries (relationship_id, author_id, id);
