// The hash that a key is held against, before anything is read of whom it would be: so that a wrong
// key costs the same whether its public part is somebody's or nobody's.

import SQLite

enum KeyHash {
    /// Of the key with this public part or, where there is none, of the next one in order: a row is
    /// found and read either way, and only the right key's hash can match.
    static func find(_ secret: Secret, _ snapshot: Reading) throws -> [UInt8] {
        let found: [UInt8]? =
            switch secret.kind {
            case .credential:
                try snapshot.first(
                    """
                    SELECT hash FROM credential_keys WHERE public_part >= ?1
                    ORDER BY public_part LIMIT 1
                    """, secret.publicPart
                ) { row in try row.next() }
            case .personToken:
                try snapshot.first(
                    """
                    SELECT hash FROM person_tokens WHERE public_part >= ?1
                    ORDER BY public_part LIMIT 1
                    """, secret.publicPart
                ) { row in try row.next() }
            }
        return found ?? nobodys
    }

    private static let nobodys = [UInt8](repeating: 0, count: 32)
}
