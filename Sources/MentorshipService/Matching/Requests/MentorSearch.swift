// "Who could mentor me on X": /v1/programmes/{programme}/mentors. Walks the rarest of the words in
// the order of its ranks and holds each mentor against the others, for so many at most; a page may
// be short, and its cursor goes on along the same word. On the event loop, whatever there is.

import HTTP
import JSON
import Mentorship

package enum MentorSearch {
    package static let all: [Route] = [
        .get(
            "/v1/programmes/{programme}/mentors", "findMentors", .staffOrPerson(.matchingRead),
            read: find)
    ]

    private static let pageMax = 50
    /// Each costs some microseconds: together they stay below a handler's five milliseconds.
    private static let examinedMax = 200
    private static let countedMax = 500
    /// Each costs some five times as much as to show a mentor.
    private static let heldMax = 25

    private static func find(_ call: Call, _ snapshot: Reading) throws -> Response {
        let id: ID<Programme> = try call.id("programme", "programme")
        let seeker = try seeker(in: id, call, snapshot)
        guard let programme = try ProgrammeStore.find(id, snapshot) else {
            throw Failure.notFound("programme")
        }
        var parameters = try Parameters(call)
        let skills = parameters.list("skill", countMax: 3) ?? []
        let text = parameters.text("text") ?? ""
        let isFree = parameters.flag("has_place")
        let page = parameters.page()
        let words = skills.map { MentorWords.skill($0) } + MentorWords.words(of: text)
        if words.isEmpty {
            parameters.refuse("text", "one_required", "Say what you look for: skill, or text.")
        } else if words.count > MentorWords.askedMax {
            parameters.refuse(
                "text", "too_many_words", "Ask for \(MentorWords.askedMax) words at most.")
        }
        let after = page.after.flatMap { Place($0, among: words) }
        if page.after != nil, after == nil {
            parameters.refuse(
                "cursor", "not_a_cursor", "Use next_cursor of the page before, unchanged.")
        }
        try parameters.finish()
        var search = Search(
            among: programme, seeker: seeker, moment: call.matchingMoment, words: words,
            isFree: isFree, snapshot: snapshot)
        let next = try search.run(after: after, limit: min(page.limit, pageMax))
        return search.response(call, next: next)
    }

    /// Nil for staff.
    private static func seeker(
        in programme: ID<Programme>, _ call: Call, _ snapshot: Reading
    ) throws -> ID<Person>? {
        if call.actor.isStaff {
            _ = try ProgrammeService.forStaff(programme, call.actor, snapshot)
            return nil
        }
        return try MenteeGate.enter(programme, call.actor, snapshot)
    }

    /// Where a page ended: along which of the words, and after whom. Another word may be the
    /// rarest by then, in whose order some would come twice and others never.
    private struct Place {
        let word: Int
        let posting: MentorIndexStore.Posting

        var text: String { "\(word):\(posting.text)" }

        init(word: Int, posting: MentorIndexStore.Posting) {
            self.word = word
            self.posting = posting
        }

        init?(_ text: String, among words: [String]) {
            let parts = text.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let word = Int(parts[0]), words.indices.contains(word),
                let posting = MentorIndexStore.Posting(String(parts[1]))
            else { return nil }
            self.init(word: word, posting: posting)
        }
    }

    private struct Search {
        let among: Programme
        let seeker: ID<Person>?
        let moment: MatchingMoment
        let words: [String]
        let isFree: Bool
        let snapshot: Reading
        var json = JSONWriter(capacity: 16 * 1024)
        /// How many were held against what keeps two people apart.
        var held = 0

        private var programme: ID<Programme> { among.id }

        /// Where the next page begins; nil when there is none.
        mutating func run(after: Place?, limit: Int) throws -> Place? {
            json.beginObject()
            json.key("items")
            json.beginArray()
            defer { json.endArray() }
            guard let word = try after?.word ?? rarest() else { return nil }
            let postings = try MentorIndexStore.postings(
                of: words[word], in: programme, after: after?.posting, limit: examinedMax + 1,
                snapshot)
            var count = 0
            for (index, posting) in postings.prefix(examinedMax).enumerated() {
                if count == limit || held == heldMax {
                    return Place(word: word, posting: postings[index - 1])
                }
                if try show(posting.person, beside: word) { count += 1 }
            }
            return postings.count > examinedMax
                ? Place(word: word, posting: postings[examinedMax - 1]) : nil
        }

        /// Nil where nobody has one of the words.
        private func rarest() throws -> Int? {
            let counts = try words.map {
                try MentorIndexStore.count(
                    of: $0, in: programme, atMost: countedMax, snapshot)
            }
            guard let fewest = counts.min(), fewest > 0 else { return nil }
            return counts.firstIndex(of: fewest)
        }

        private mutating func show(_ mentor: ID<Person>, beside rarest: Int) throws -> Bool {
            for (index, word) in words.enumerated() where index != rarest {
                guard try MentorIndexStore.has(word, mentor, in: programme, snapshot) else {
                    return false
                }
            }
            guard mentor != seeker,
                let enrolment = try EnrolmentStore.current(of: mentor, in: programme, snapshot),
                enrolment.state == .approved, enrolment.offer.role.isMentor,
                enrolment.missing(in: among).isEmpty
            else { return false }
            // The index may lag behind by a second, and knows of no gate, which a new text opens
            // for everybody at once: what is shown never does.
            let card = try MentorCardStore.find(enrolment.id, snapshot).card
            guard card.isListed else { return false }
            let left = try RelationshipPlaces.placesLeft(
                of: mentor, capacity: enrolment.capacity, in: programme, snapshot)
            guard !isFree || left > 0, try !isHidden(mentor) else { return false }
            json.beginObject()
            json.key("mentor")
            try MentorCardStore.write(card, of: mentor, in: programme, into: &json, snapshot)
            json.member("places", enrolment.capacity)
            json.member("places_left", max(0, left))
            json.endObject()
            return true
        }

        /// Whom the one who looks could never ask is not there for them, as among suggestions: the
        /// difference would tell what is nobody's to know.
        private mutating func isHidden(_ mentor: ID<Person>) throws -> Bool {
            guard let seeker else { return false }
            held += 1
            return try RequestTurns.places(
                of: PairOfPeople(mentor: mentor, mentee: seeker), in: programme, moment, snapshot)
                == nil
        }

        mutating func response(
            _ call: Call, next: Place?
        ) -> Response {
            let cursor = next.map { PageRequest.cursor(at: $0.text) }
            json.member("next_cursor", cursor)
            json.endObject()
            let link = next.map { [PageWriter.link(call, after: $0.text)] } ?? []
            return .json(json.bytes, headers: link)
        }
    }
}
