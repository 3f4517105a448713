// What a run's page calls people and what is made of them, by the shape of the run: nobody is a
// mentor among equals.

import JSON
import Mentorship

struct RunWords {
    let shape: MatchRun.Shape

    /// From the name that the run's proof has; pairs of any objective have others.
    init(_ summary: JSON) {
        let name = summary["certificate"]?["objective"]?.text
        shape = name.flatMap(MatchRun.Shape.init) ?? .pairs
    }

    var isAmongEquals: Bool { shape == .peers || shape == .circles }

    /// Whether those who meet are more than two.
    var hasGroups: Bool { shape == .groups || shape == .circles }

    var people: String { isAmongEquals ? "People" : "Mentees" }

    var served: String {
        switch shape {
        case .pairs: "with a mentor"
        case .peers: "with a partner"
        case .groups: "in a group"
        case .circles: "in a circle"
        }
    }

    var unserved: String {
        switch shape {
        case .pairs: "without a mentor"
        case .peers: "without a partner"
        case .groups: "without a group"
        case .circles: "without a circle"
        }
    }

    /// What is to be as many as can be.
    var many: String {
        switch shape {
        case .pairs, .peers: "pairs"
        case .groups: "mentees in groups"
        case .circles: "people in circles"
        }
    }

    var groups: String { shape == .circles ? "Circles" : "Groups" }

    /// The two of a pair, who gets first.
    var two: (String, String) {
        switch shape {
        case .pairs, .groups: ("Mentee", "Mentor")
        case .peers: ("One", "The other")
        case .circles: ("Who is guided", "Guide")
        }
    }
}

extension MatchGroupStore {
    struct Made {
        let mentor: String?
        let members: [String]
        let standing: Int
        let purpose: String?
        let coMentors: [String]

        var people: [String] { (mentor.map { [$0] } ?? []) + coMentors + members }
    }
}
