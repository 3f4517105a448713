// What is looked at before anybody relies on a file: its pages, and whether the key is its own.

import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Testing

@Suite struct StoreCheckTests {
    @Test func `a sound database has no problem, and a stopped check looks at none`() throws {
        let service = try TestService()
        #expect(try StoreCheck.run(service.database, { false }).isEmpty)
        #expect(try StoreCheck.run(service.database, { true }).isEmpty)
    }

    @Test func `a key opens what was sealed with it, and another one does not`() throws {
        let service = try TestService()
        let reader = try service.database.reader()
        let sealer = service.deployment.sealer
        #expect(SealedSample.opens(with: sealer, try reader.snapshot()) == nil, "nothing sealed")
        reader.end()
        let answer = try service.send(
            .post, "/v1/people", as: service.administrator,
            headers: [("Idempotency-Key", "once")], "{\"name\":\"Ada\"}")
        #expect(answer.status == 201)
        let other = try Sealer(key: [UInt8](repeating: 8, count: 32))
        #expect(SealedSample.opens(with: sealer, try reader.snapshot()) == true)
        #expect(SealedSample.opens(with: other, try reader.snapshot()) == false)
        reader.end()
    }

    @Test func `what people described of themselves tells a key too`() throws {
        let service = try TestService()
        let person = try service.makePerson()
        _ = try service.describe(person, #"{"faith": ["Jain"]}"#)
        let reader = try service.database.reader()
        let other = try Sealer(key: [UInt8](repeating: 8, count: 32))
        #expect(
            SealedSample.opens(with: service.deployment.sealer, try reader.snapshot()) == true)
        #expect(SealedSample.opens(with: other, try reader.snapshot()) == false)
        reader.end()
    }
}
