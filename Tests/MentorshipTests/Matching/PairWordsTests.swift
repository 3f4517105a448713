// What the two of a pair are called: no word about equals calls one of them a mentor.

import Testing

@testable import Mentorship

@Suite struct PairWordsTests {
    private static let findings: [(Factor, Explanation.Finding)] = [
        (.needs, .needs([.init(skill: "go", wanted: 3, offered: 4, covered: million)])),
        (.preference, .wishes(mentee: .choice(1, of: 2), mentor: .others)),
        (.preference, .wishes(mentee: .nobody, mentor: .choice(2, of: 2))),
        (.load, .pairsNow(2)), (.priority, .comesFirst(true)), (.priority, .comesFirst(false)),
        (.measure, .numbers(mentee: 2, mentor: 5)), (.hours, .unstated([.mentee])),
        (.hours, .unstated([.mentor])), (.hours, .unstated([.mentee, .mentor])),
        (.values, .shared(["calm"], mentee: 1, mentor: 2)),
        (.characteristic, .described(shared: 1, mentee: 1, mentor: 1)),
        (.site, .sites(mentee: "Hull", mentor: "York", isSame: false)),
        (.text, .words(["steel"])), (.history, .pairsBefore(1)), (.continuity, .wasLatest(true)),
    ]

    private func all(of two: PairWords) -> [String] {
        Self.findings.flatMap { factor, finding in
            let part = Explanation.Part(
                factor: factor, name: "years", value: nil, weight: 1, effectiveWeight: 0,
                finding: finding)
            return [part.words(of: two), part.plainWords(of: two)].compactMap(\.self)
        }
    }

    @Test(arguments: [MatchRun.Shape.peers, .circles])
    func `nobody is called mentor or mentee among equals`(_ shape: MatchRun.Shape) {
        for words in all(of: shape.pairWords) + all(of: shape.pairWords.exchanged) {
            #expect(!words.contains("mentor") && !words.contains("mentee"), "\(words)")
        }
    }

    @Test func `who gives and who gets are named as in the pair, also looked at the other way`() {
        let needs = Explanation.Part(
            factor: .needs, name: nil, value: million, weight: 1, effectiveWeight: 0,
            finding: Self.findings[0].1)
        let wishes = Explanation.Part(
            factor: .preference, name: nil, value: nil, weight: 1, effectiveWeight: 0,
            finding: Self.findings[1].1)
        #expect(needs.plainWords == "the mentor can help with go")
        #expect(needs.plainWords(of: .equals) == "the other can help with go")
        #expect(needs.plainWords(of: PairWords.equals.exchanged) == "the one can help with go")
        #expect(needs.plainWords(of: .circle) == "the guide can help with go")
        #expect(wishes.words == "the mentee's choice 1 of 2, the mentor named others")
        #expect(wishes.words(of: .equals) == "the one's choice 1 of 2, the other named others")
        #expect(PairWords.circle.beginning(.mentee) == "The one guided")
    }
}
