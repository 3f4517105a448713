// By which words a mentor is found, and how early: words of what they offer before words of what
// they like, and those before words of what they wrote about themselves. Only of what their card
// shows, since whoever finds somebody by a word knows that it stands there.

package enum MentorWords {
    /// What stands before a whole skill, so that "public speaking" is found as one.
    private static let skillMark = "="

    /// Of words that are asked for, more than anybody types.
    package static let askedMax = 8

    /// The key of a skill asked for as a whole.
    package static func skill(_ text: String) -> String { skillMark + Term.key(of: text) }

    /// The words of a text, folded for comparison, each once, in their order. A sign of a
    /// programming language belongs to its word: c++, c#.
    package static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        func isPart(_ scalar: Unicode.Scalar) -> Bool {
            let properties = scalar.properties
            return properties.isAlphabetic || properties.numericType != nil
                || properties.generalCategory == .nonspacingMark
                || !word.isEmpty && (scalar == "+" || scalar == "#")
        }
        func end() {
            if !word.isEmpty, !words.contains(String(word)) { words.append(String(word)) }
            word = String.UnicodeScalarView()
        }
        for scalar in Term.key(of: text).unicodeScalars {
            if isPart(scalar) { word.append(scalar) } else { end() }
        }
        end()
        return words
    }

    /// Each word with its rank: the lower, the earlier the mentor is shown for it.
    package static func ranks(
        skills: [Skill], interests: [Term], bio: String?, shownBy card: MentorCard
    ) -> [String: Int] {
        var ranks: [String: Int] = [:]
        func note(_ word: String, _ rank: Int) {
            ranks[word] = min(ranks[word] ?? .max, rank)
        }
        if card.shows(.skillsOffered) {
            for skill in skills {
                let rank = rankOfFirstLevel - skill.level * rankOfLevel
                note(skillMark + skill.term.key, rank)
                for word in words(of: skill.term.text) { note(word, rank) }
            }
        }
        if card.shows(.interests) {
            for term in interests {
                for word in words(of: term.text) { note(word, rankOfInterest) }
            }
        }
        if card.shows(.bio), let bio {
            for word in words(of: bio) { note(word, rankOfBio) }
        }
        return ranks
    }

    private static let rankOfLevel = 100
    /// Less one step for each of the five levels.
    private static let rankOfFirstLevel = 600
    private static let rankOfInterest = 600
    private static let rankOfBio = 700
}
