// Whether a key file and a database belong together: tried on a few texts that were sealed before,
// so that a wrong key is noticed at the start and not by the first reader. What it opens it drops.

import Mentorship
import SQLite

package enum SealedSample {
    private struct Sample {
        let sealed: [UInt8]
        let context: String
    }

    /// Nil when nothing has been sealed yet. One text that opens is proof; one that does not may
    /// be damaged.
    package static func opens(with sealer: Sealer, _ snapshot: Reading) -> Bool? {
        let samples = [
            journal(snapshot), answers(snapshot), described(snapshot),
            conflictKeys(snapshot), kept(snapshot),
        ].compactMap { $0 }
        if samples.isEmpty { return nil }
        return samples.contains { (try? sealer.open($0.sealed, context: $0.context)) != nil }
    }

    // The table may be missing in a backup that an older program made: then there is no sample.

    private static func journal(_ snapshot: Reading) -> Sample? {
        let found = try? snapshot.first("SELECT id, body FROM journal_entries LIMIT 1") { row in
            let context = JournalStore.context(try row.nextID())
            return Sample(sealed: try row.next(), context: context)
        }
        return found ?? nil
    }

    private static func answers(_ snapshot: Reading) -> Sample? {
        let found = try? snapshot.first(
            "SELECT assignment_id, answers FROM survey_responses LIMIT 1"
        ) { row in
            let context = ResponseStore.context(try row.nextID())
            return Sample(sealed: try row.next(), context: context)
        }
        return found ?? nil
    }

    private static func described(_ snapshot: Reading) -> Sample? {
        let found = try? snapshot.first(
            "SELECT person_id, described FROM characteristics LIMIT 1"
        ) { row in
            let context = CharacteristicStore.context(try row.nextID())
            return Sample(sealed: try row.next(), context: context)
        }
        return found ?? nil
    }

    private static func conflictKeys(_ snapshot: Reading) -> Sample? {
        let found = try? snapshot.first(
            "SELECT enrolment_id, keys FROM conflict_keys LIMIT 1"
        ) { row in
            let context = ConflictKeyStore.context(try row.nextID())
            return Sample(sealed: try row.next(), context: context)
        }
        return found ?? nil
    }

    private static func kept(_ snapshot: Reading) -> Sample? {
        let found = try? snapshot.first(
            "SELECT actor, method, path, idempotency_key, body FROM idempotency_keys LIMIT 1"
        ) { row in
            let context = Idempotency.context(
                try row.next(), try row.next(), try row.next(), try row.next())
            return Sample(sealed: try row.next(), context: context)
        }
        return found ?? nil
    }
}
