// A candidate written into a run's inputs and read back is the same candidate.

import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct CandidateDocumentTests {
    private func written(_ candidate: Candidate, isMentor: Bool) -> String {
        var json = JSONWriter()
        CandidateDocument.write(candidate, isMentor: isMentor, into: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private var full: Candidate {
        var candidate = Candidate(
            id: "enrolment 1", person: "ann", skills: [.init(Term(stored: "Go"), level: 3)],
            interests: [Term(stored: "chess")], values: [Term(stored: "candour")],
            languages: [Term(language: "en-GB")], capacity: 3, organisation: "charity",
            conflictKeys: ["household 7"])
        candidate.goals = [Term(stored: "lead a team")]
        candidate.challenges = [Term(stored: "time")]
        candidate.groups = [Term(stored: "platform")]
        candidate.texts = ["Ran the \"payments\" rewrite", "Wrote a guide"]
        candidate.measures = ["seniority": 4, "experience_years": -1]
        candidate.hours = [540..<600, 2000..<2060]
        candidate.site = "Leeds"
        candidate.media = [Term(stored: "video")]
        candidate.rankings = ["bo", "cy"]
        candidate.lines = ["boss"]
        candidate.history = ["bo": 2, "al": 1]
        candidate.latest = "bo"
        candidate.load = 2
        candidate.characteristics = ["faith": [Term(stored: "x")], "age_band": []]
        candidate.gates = ["check_missing"]
        return candidate
    }

    @Test(arguments: [true, false])
    func `what a candidate says is read back as it was written`(isMentor: Bool) throws {
        let text = written(full, isMentor: isMentor)
        let read = CandidateDocument.candidate(try JSON(parsing: text))
        #expect(read == full)
        #expect(written(read, isMentor: isMentor) == text)
    }

    @Test func `what somebody has not said takes no room`() throws {
        let bare = Candidate(id: "ann")
        #expect(
            written(bare, isMentor: false)
                == #"{"id":"ann","skills":[],"interests":[],"values":[],"languages":[]}"#)
        #expect(CandidateDocument.candidate(try JSON(parsing: #"{"id":"ann"}"#)) == bare)
    }
}
