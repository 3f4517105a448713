-- People: who takes part. Times are milliseconds UTC; lists are JSON text that was checked when it
-- was written; person_terms is the index by which lists are searched. A CHECK compares with OR: for
-- IN with more than two words SQLite builds a tree in memory at each insert.

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
    updated_at INTEGER NOT NULL,
    CONSTRAINT people_state CHECK (state = 'active' OR state = 'paused' OR state = 'left')
) STRICT;

CREATE INDEX people_by_email ON people (email_key) WHERE email_key IS NOT NULL;

-- The organisation's other systems know a person by these: (source, value) names one person only.
CREATE TABLE person_external_ids (
    source TEXT NOT NULL,
    value TEXT NOT NULL,
    person_id TEXT NOT NULL,
    CONSTRAINT person_external_ids_key PRIMARY KEY (source, value),
    CONSTRAINT person_external_ids_person FOREIGN KEY (person_id) REFERENCES people (id)
) STRICT;

CREATE INDEX person_external_ids_by_person ON person_external_ids (person_id);

-- What a person may be searched by, folded for comparison; level only for skills.
-- The key is all that is looked up, so that it is the table: one tree to write in place of two.
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
