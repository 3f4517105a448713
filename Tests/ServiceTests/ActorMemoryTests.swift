// A loop that remembers who called still lets nobody in whose right has gone: every way in which a
// right can go is taken after the caller has been remembered.

import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Testing

@Suite struct ActorMemoryTests {
    private let service: TestService
    private let person: String

    init() throws {
        service = try TestService()
        let made = try service.send(
            .post, "/v1/people", as: service.administrator, "{\"name\":\"Ada\"}")
        person = try #require(made["id"].text)
    }

    private func status(_ key: String) throws -> Int {
        try service.send(.get, "/v1/people/\(person)", as: key).status
    }

    /// As another process would: nothing of this one is told.
    private func elsewhere(_ change: @escaping @Sendable (Transaction) throws -> Void) throws {
        try service.database.writer.perform(change)
    }

    @Test func `a key that was revoked is worth nothing at the next request`() throws {
        let key = try service.key(.coordinator)
        #expect(try status(key) == 200)
        #expect(try status(key) == 200, "remembered")
        try elsewhere { transaction in
            try transaction.execute(
                "UPDATE credentials SET revoked_at = 1 WHERE role = 'coordinator'")
        }
        #expect(try status(key) == 401)
    }

    @Test func `a key that ends by itself ends for who is remembered too`() throws {
        let key = try service.key(.coordinator)
        #expect(try status(key) == 200)
        let end = service.clock.now.adding(seconds: 60)
        try elsewhere { transaction in
            try transaction.execute("UPDATE credential_keys SET expires_at = ?1", end)
        }
        #expect(try status(key) == 200)
        service.clock.advance(seconds: 59)
        #expect(try status(key) == 200)
        service.clock.advance(seconds: 1)
        #expect(try status(key) == 401)
    }

    @Test func `a token ends with its time, and when its person leaves`() throws {
        let token = try service.token(person)
        #expect(try status(token) == 200)
        try elsewhere { transaction in
            try transaction.execute("UPDATE people SET state = 'left'")
        }
        #expect(try status(token) == 401)
        try elsewhere { transaction in
            try transaction.execute("UPDATE people SET state = 'active'")
        }
        #expect(try status(token) == 200)
        service.clock.advance(seconds: 366 * 86_400)
        #expect(try status(token) == 401)
    }

    @Test func `a limit to programmes holds from the next request on`() throws {
        let key = try service.key(.coordinator)
        #expect(try status(key) == 200)
        try elsewhere { transaction in
            try transaction.execute(
                "UPDATE credentials SET all_programmes = 0 WHERE role = 'coordinator'")
        }
        #expect(try status(key) == 404)
    }

    @Test func `a write finds a right gone that was there when it was taken in`() throws {
        let key = try service.key(.coordinator)
        let body = "{\"name\":\"Grace\"}"
        #expect(try service.send(.post, "/v1/people", as: key, body).status == 201)
        try elsewhere { transaction in
            try transaction.execute("DELETE FROM credential_keys")
        }
        #expect(try service.send(.post, "/v1/people", as: key, body).status == 401)
    }

    @Test func `two Authorization fields are refused, also of one who is remembered`() throws {
        let key = try service.key(.coordinator)
        #expect(try status(key) == 200)
        let answer = try service.send(
            .get, "/v1/people/\(person)", as: key, headers: [("Authorization", "Bearer \(key)")])
        #expect(answer.status == 401)
    }

    @Test func `a new key takes nobody's place in the epoch`() throws {
        let before = try epoch()
        _ = try service.key(.coordinator)
        _ = try service.token(person)
        #expect(try epoch() == before)
    }

    private func epoch() throws -> Int64 {
        try service.database.writer.perform { try AccessEpoch.current($0) }
    }
}
