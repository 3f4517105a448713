// How relationships begin: who may be paired, and that no place is given twice.

import Foundation
import Mentorship
import MentorshipService
import SQLite
import Synchronization
import Testing

@Suite struct RelationshipsOpeningTests {
    @Test func `a relationship begins at the first stage of its programme's model`() throws {
        let pair = try PairFixture(TestService())
        let opened = try pair.open()
        #expect(opened.stage == "contemplation")
        #expect(opened.state == .active)
        #expect(opened.startedOn?.text == "2026-03-02")
        #expect(opened.members.map(\.person) == [pair.mentor, pair.mentee])
    }

    @Test func `a mentor at capacity takes nobody more`() throws {
        let pair = try PairFixture(TestService())
        _ = try pair.open()
        let second = try pair.service.person(in: pair.programme, .mentee)
        let opening = RelationshipOpening(
            programme: pair.programme, mentor: pair.mentor, mentee: second)
        #expect(pair.service.code { _ = try pair.service.open(opening) } == "mentor_at_capacity")
    }

    @Test func `a mentee who is paired is not paired again`() throws {
        let pair = try PairFixture(TestService(), capacity: 2)
        _ = try pair.open()
        #expect(pair.service.code { _ = try pair.open() } == "mentee_already_paired")
    }

    @Test func `without an approved enrolment in the role nothing begins`() throws {
        let pair = try PairFixture(TestService())
        let service = pair.service
        let waiting = try service.person(in: pair.programme, .mentee, state: "submitted")
        for (mentor, mentee) in [
            (pair.mentor, waiting), (pair.mentee, pair.mentor), (waiting, pair.mentee),
        ] {
            let opening = RelationshipOpening(
                programme: pair.programme, mentor: mentor, mentee: mentee)
            #expect(service.code { _ = try service.open(opening) } == "not_enrolled")
        }
    }

    @Test func `nobody is their own mentor`() throws {
        let pair = try PairFixture(TestService())
        let opening = RelationshipOpening(
            programme: pair.programme, mentor: pair.mentor, mentee: pair.mentor)
        #expect(pair.service.code { _ = try pair.service.open(opening) } == "invalid_input")
    }

    @Test(arguments: ["draft", "completed", "cancelled", "archived"])
    func `a programme that does not run pairs nobody`(state: String) throws {
        let service = try TestService()
        let programme = try service.programme(state: state)
        let opening = RelationshipOpening(
            programme: programme, mentor: try service.person(in: programme, .mentor),
            mentee: try service.person(in: programme, .mentee))
        #expect(service.code { _ = try service.open(opening) } == "programme_not_running")
    }

    @Test func `of many who want a mentor with three places exactly three get one`() throws {
        let pair = try PairFixture(TestService(), capacity: 3)
        let service = pair.service
        let mentees = try (0..<24).map { _ in try service.person(in: pair.programme, .mentee) }
        let openings = mentees.map { mentee in
            RelationshipOpening(programme: pair.programme, mentor: pair.mentor, mentee: mentee)
        }
        let writer = service.database.writer
        let seed = service.deployment.seed()
        let now = service.clock.now
        let outcomes = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: openings.count) { index in
            var outcome = "opened"
            do {
                _ = try writer.perform { transaction in
                    var context = Context(
                        actor: .nobody, now: now, requestID: "race",
                        seed: seed &+ 1000 &+ UInt64(index))
                    return try RelationshipService.open(openings[index], &context, transaction)
                }
            } catch let failure as Failure {
                outcome = failure.code
            } catch {
                outcome = "\(error)"
            }
            outcomes.withLock { $0.append(outcome) }
        }
        let all = outcomes.withLock { $0 }
        #expect(all.filter { $0 == "opened" }.count == 3, "\(all)")
        #expect(all.filter { $0 == "mentor_at_capacity" }.count == 21)
    }
}
