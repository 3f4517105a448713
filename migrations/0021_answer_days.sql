-- On which days of the week a mentor answers: codes of RFC 5545, a space between them; none, any.

ALTER TABLE mentor_cards ADD COLUMN answers_on TEXT NOT NULL DEFAULT '';
