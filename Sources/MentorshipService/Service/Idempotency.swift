// Answers kept for requests that are sent again (draft-ietf-httpapi-idempotency-key-header-07): the
// same key with the same body gets the first answer, in place of a second effect. The answer is
// stored in the transaction of its effect; since one writer thread does all writes in turn, a
// repetition that arrives while the first is still under way waits for it and gets its answer.

import Crypto
import HTTP
import JSON
import Mentorship
import SQLite

package struct IdempotencyKey: Sendable {
    /// As long as Stripe's and others': room for any UUID or compound name.
    package static let charactersMax = 255
    /// Long enough for a client that was offline over night, short enough to stay small.
    package static let lifetimeSeconds: Int64 = 24 * 3600

    let text: String
    let method: Method
    let path: String
    /// SHA-256 of query and body; never kept as it is.
    let digest: [UInt8]

    /// Nil when the request carries none; keys on methods that repeat safely are ignored.
    package init?(_ request: Request) throws(Failure) {
        guard request.method == .post || request.method == .patch else { return nil }
        let headers = request.headers("Idempotency-Key")
        guard let header = headers.first else { return nil }
        guard headers.count == 1, let text = Self.parse(header) else {
            throw Failure(
                .malformed, "bad_idempotency_key",
                "Idempotency-Key must be one string of 1 to \(Self.charactersMax) visible ASCII "
                    + "characters, quoted or bare.")
        }
        self.text = text
        method = request.method
        path = request.pathText
        var hash = SHA256()
        if let query = request.rawQuery { hash.update(data: request.head[query]) }
        hash.update(data: [0])
        hash.update(data: request.bytes)
        if case .file(let path, _) = request.body, let pieces = try? FilePieces(path) {
            while let piece = try? pieces.next() { hash.update(data: piece) }
        }
        digest = Array(hash.finalize())
    }

    /// A quoted structured-field string (RFC 8941 §3.3.3) or the bare token many clients send.
    private static func parse(_ header: String) -> String? {
        var bytes = Array(header.utf8)
        if bytes.first == UInt8(ascii: "\"") {
            guard bytes.count >= 2, bytes.last == UInt8(ascii: "\"") else { return nil }
            bytes = Array(bytes.dropFirst().dropLast())
        }
        let isVisible = bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }
        guard isVisible, (1...charactersMax).contains(bytes.count) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Kept answers are sealed: many repeat what a pair wrote, which no one may read in the file. What
/// tells a repetition is a keyed code, since a plain digest of a short body can be guessed.
package enum Idempotency {
    /// The kept answer of an earlier request with this key; nil when this is the first.
    package static func replay(
        _ key: IdempotencyKey, _ context: Context, _ sealer: Sealer, _ transaction: Writing
    ) throws -> Response? {
        let oldest = context.now.adding(seconds: -IdempotencyKey.lifetimeSeconds)
        let found = try transaction.first(
            """
            SELECT fingerprint, status, headers, body, is_secret
            FROM idempotency_keys
            WHERE actor = ?1 AND method = ?2 AND path = ?3 AND idempotency_key = ?4
              AND created_at > ?5
            """, context.actor.text, key.method.rawValue, key.path, key.text, oldest
        ) { row in
            Kept(
                fingerprint: try row.next(), status: try row.next(), headers: try row.next(),
                body: try row.next(), isSecret: try row.next())
        }
        guard let found else { return nil }
        let place = Self.context(key, context.actor)
        guard found.fingerprint == sealer.code(of: key.digest, context: place) else {
            throw Failure.idempotencyKeyReused
        }
        guard !found.isSecret else { throw Failure.secretNotRepeated(found.header("Location")) }
        return found.response(body: try sealer.open(found.body, context: place))
    }

    /// More than one, so that what has grown old goes faster than new ones come.
    private static let removedMax = 8

    /// Takes the place of one that has grown old and is still there.
    package static func keep(
        _ response: Response, for key: IdempotencyKey, isSecret: Bool, _ context: Context,
        _ sealer: Sealer, _ transaction: Writing
    ) throws {
        let body = isSecret ? [] : response.bytes
        let headers = JSON.object(response.headers.map { JSON.Member($0.name, .string($0.value)) })
        let oldest = context.now.adding(seconds: -IdempotencyKey.lifetimeSeconds)
        let place = Self.context(key, context.actor)
        // A few at a time: after a busy day nobody's write pays for all that has grown old.
        try transaction.execute(
            """
            DELETE FROM idempotency_keys
            WHERE (actor, method, path, idempotency_key) IN (
                SELECT actor, method, path, idempotency_key FROM idempotency_keys
                WHERE created_at <= ?1 ORDER BY created_at LIMIT ?2)
            """, oldest, removedMax)
        try transaction.execute(
            """
            INSERT INTO idempotency_keys (actor, method, path, idempotency_key, fingerprint,
                status, headers, body, is_secret, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            ON CONFLICT (actor, method, path, idempotency_key) DO UPDATE SET
                fingerprint = excluded.fingerprint, status = excluded.status,
                headers = excluded.headers, body = excluded.body,
                is_secret = excluded.is_secret, created_at = excluded.created_at
            """,
            context.actor.text, key.method.rawValue, key.path, key.text,
            sealer.code(of: key.digest, context: place), response.status, headers.description,
            try sealer.seal(body, context: place), isSecret, context.now)
    }

    private static func context(_ key: IdempotencyKey, _ actor: Actor) -> String {
        context(actor.text, key.method.rawValue, key.path, key.text)
    }

    static func context(
        _ actor: String, _ method: String, _ path: String, _ key: String
    ) -> String {
        "idempotency_keys/body/\(actor) \(method) \(path) \(key)"
    }

    private struct Kept {
        let fingerprint: [UInt8]
        let status: Int
        let headers: String
        let body: [UInt8]
        let isSecret: Bool

        func header(_ name: String) -> String? {
            (try? JSON(parsing: Array(headers.utf8)))?[name]?.text
        }

        func response(body: [UInt8]) -> Response {
            let members = (try? JSON(parsing: Array(headers.utf8)))?.members ?? []
            let kept = members.map { Response.Header($0.name, $0.value.text ?? "") }
            return Response(
                status: status,
                headers: kept + [Response.Header("Idempotency-Replayed", "true")],
                body: body.isEmpty ? .empty : .bytes(body))
        }
    }
}

extension Failure {
    static let idempotencyKeyReused = Failure(
        .invalid, "idempotency_key_reused",
        "This Idempotency-Key came before with another body. Use a new key for a new request.")

    static func secretNotRepeated(_ location: String?) -> Failure {
        Failure(
            .conflict, "secret_not_repeated",
            "This was done before; its secret was shown then and is not kept. Revoke it and make "
                + "a new one if it was lost.",
            facts: location.map { ["location": [$0]] } ?? [:])
    }
}
