-- One number that moves with every change that can take a right away or give one to a credential
-- that is there already. Whoever has looked a credential up may go by what was found for as long
-- as the number stays, also when another process makes the change: it is part of the commit.
-- A new key or token moves nothing, since nobody can have looked it up before.

CREATE TABLE access_epoch (
    id INTEGER NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL,
    CONSTRAINT access_epoch_single CHECK (id = 1)
) STRICT;

INSERT INTO access_epoch (id, value) VALUES (1, 1);

CREATE TRIGGER access_epoch_credentials_updated AFTER UPDATE ON credentials
BEGIN
    UPDATE access_epoch SET value = value + 1;
END;

CREATE TRIGGER access_epoch_credentials_deleted AFTER DELETE ON credentials
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

CREATE TRIGGER access_epoch_programmes_deleted AFTER DELETE ON credential_programmes
BEGIN
    UPDATE access_epoch SET value = value + 1;
END;

CREATE TRIGGER access_epoch_keys_updated AFTER UPDATE ON credential_keys
BEGIN
    UPDATE access_epoch SET value = value + 1;
END;

CREATE TRIGGER access_epoch_keys_deleted AFTER DELETE ON credential_keys
BEGIN
    UPDATE access_epoch SET value = value + 1;
END;

CREATE TRIGGER access_epoch_tokens_updated AFTER UPDATE ON person_tokens
BEGIN
    UPDATE access_epoch SET value = value + 1;
END;

CREATE TRIGGER access_epoch_tokens_deleted AFTER DELETE ON person_tokens
BEGIN
    UPDATE access_epoch SET value = value + 1;
END;

-- Tokens of somebody who has left are worth nothing.
CREATE TRIGGER access_epoch_people_state AFTER UPDATE OF state ON people
WHEN OLD.state <> NEW.state
BEGIN
    UPDATE access_epoch SET value = value + 1;
END;
