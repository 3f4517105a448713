-- The frame around the rooms: who may ask, what was asked before, who did what, what happened.

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

CREATE TABLE credential_programmes (
    credential_id TEXT NOT NULL,
    programme_id TEXT NOT NULL,
    CONSTRAINT credential_programmes_key PRIMARY KEY (credential_id, programme_id),
    CONSTRAINT credential_programmes_credential
        FOREIGN KEY (credential_id) REFERENCES credentials (id),
    CONSTRAINT credential_programmes_programme
        FOREIGN KEY (programme_id) REFERENCES programmes (id)
) STRICT;

-- A credential has one key, and two while it is rotated. Only the SHA-256 of a key is kept.
CREATE TABLE credential_keys (
    public_part TEXT NOT NULL PRIMARY KEY,
    credential_id TEXT NOT NULL,
    hash BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    CONSTRAINT credential_keys_credential FOREIGN KEY (credential_id) REFERENCES credentials (id)
) STRICT;

CREATE INDEX credential_keys_by_credential ON credential_keys (credential_id);

-- Tokens that a frontend holds for one person; short-lived and revocable.
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

-- Answers kept for repeated requests (draft-ietf-httpapi-idempotency-key-header), 24 hours.
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

-- What happened, in the order in which it was committed: ids and types, never a person's text.
CREATE TABLE events (
    sequence INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    subject TEXT NOT NULL,
    programme_id TEXT,
    data TEXT NOT NULL,
    occurred_at INTEGER NOT NULL
) STRICT;

-- Who did what, and who saw what is sensitive. Append only.
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

CREATE INDEX audit_entries_by_subject ON audit_entries (subject, id);
CREATE INDEX audit_entries_by_actor ON audit_entries (actor, id);
CREATE INDEX audit_entries_by_programme ON audit_entries (programme_id, id)
    WHERE programme_id IS NOT NULL;

-- Long work: a row, claimed by a worker, resumed after a restart.
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

CREATE INDEX jobs_by_state ON jobs (state, id);
