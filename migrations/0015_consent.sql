-- Consent by purpose, and what people describe of themselves. Consents are only ever added to: a
-- withdrawal is a row of its own, so that what held when can always be told.

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

CREATE TABLE consent_withdrawals (
    consent_id TEXT NOT NULL PRIMARY KEY,
    withdrawn_at INTEGER NOT NULL,
    withdrawn_by TEXT NOT NULL,
    CONSTRAINT consent_withdrawals_consent FOREIGN KEY (consent_id) REFERENCES consents (id)
) STRICT;

-- What somebody described of themselves, sealed as a whole: names too, since that somebody speaks
-- of a thing can say as much as what they say of it.
CREATE TABLE characteristics (
    person_id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    described BLOB NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT characteristics_person FOREIGN KEY (person_id) REFERENCES people (id)
) STRICT;
