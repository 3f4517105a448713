-- What somebody states for a programme so that others can be found who fit; lists are JSON lists of
-- words. Factors and rules of a matching policy compare it.

ALTER TABLE enrolments ADD COLUMN goals TEXT NOT NULL DEFAULT '[]';
ALTER TABLE enrolments ADD COLUMN challenges TEXT NOT NULL DEFAULT '[]';
-- Teams, networks or projects.
ALTER TABLE enrolments ADD COLUMN belongs_to TEXT NOT NULL DEFAULT '[]';
-- Ways to meet; none stated rules nobody out.
ALTER TABLE enrolments ADD COLUMN media TEXT NOT NULL DEFAULT '[]';
ALTER TABLE enrolments ADD COLUMN organisation TEXT;
