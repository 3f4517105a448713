// What a list of wishes may hold, and to whom there are any.

import Mentorship
import Testing

@Suite struct RankedPreferencesTests {
    private static func person(_ last: Character) -> ID<Person> {
        ID("person_01h455vb4pex5vsknk084sn02" + String(last))!
    }

    private let ann = person("a")
    private let bo = person("b")
    private let cy = person("c")

    @Test func `nobody is named twice, and nobody names themselves`() {
        #expect(RankedPreferences.problems([], of: ann).isEmpty)
        #expect(RankedPreferences.problems([bo, cy], of: ann).isEmpty)
        let found = RankedPreferences.problems([bo, ann, bo, cy, ann], of: ann)
        #expect(found.map(\.pointer) == ["/ranked/1", "/ranked/2", "/ranked/4"])
        #expect(found.map(\.code) == ["same_person", "duplicate", "same_person"])
    }

    @Test(
        arguments: [
            (Enrolment.Role.mentor, Enrolment.Role.mentor, false), (.mentor, .mentee, true),
            (.mentee, .mentee, false), (.both, .mentee, true), (.both, .mentor, true),
            (.both, .both, true),
        ])
    func `one of the two must mentor the other`(
        _ one: Enrolment.Role, _ other: Enrolment.Role, _ isPossible: Bool
    ) {
        #expect(one.meets(other) == isPossible)
        #expect(other.meets(one) == isPossible)
    }
}
