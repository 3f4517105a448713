-- A yes that is taken back: for how long, and as what the pair ends that had come of it.

ALTER TABLE request_policies ADD COLUMN undo_hours INTEGER NOT NULL DEFAULT 24
    CONSTRAINT request_policies_undo_hours CHECK (undo_hours BETWEEN 0 AND 168);

-- One more reason; the table is made anew, since a CHECK cannot be changed in place.
CREATE TABLE relationship_closures_with_mistakes (
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

INSERT INTO relationship_closures_with_mistakes (relationship_id, reason, asked_by, closed_on,
    message, closed_by, closed_at)
SELECT relationship_id, reason, asked_by, closed_on, message, closed_by, closed_at
FROM relationship_closures;

DROP TABLE relationship_closures;
ALTER TABLE relationship_closures_with_mistakes RENAME TO relationship_closures;
