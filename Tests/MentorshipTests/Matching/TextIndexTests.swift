import Foundation
import Testing

@testable import Mentorship

@Suite struct TextIndexTests {
    private func index(_ wishes: [String], _ deeds: [[String]]) -> TextIndex {
        func person(_ texts: [String]) -> Candidate {
            var candidate = Candidate(id: "x")
            candidate.texts = texts
            return candidate
        }
        return TextIndex(
            mentees: wishes.map { person([$0]) }, mentors: deeds.map { person($0) }, others: [],
            progress: { (_, _) throws(Never) in })
    }

    @Test func `words are runs of letters and digits in any script, without case`() {
        #expect(TextWords.words("Go, C++ & K8s: it's") == ["go", "c", "k8s", "it", "s"])
        #expect(TextWords.words("STRASSE Straße Ünder") == ["strasse", "strasse", "ünder"])
        #expect(TextWords.words("हिन्दी العربية") == ["हिन्दी", "العربية"])
        #expect(TextWords.words("データ分析 in Go") == ["デー", "ータ", "タ分", "分析", "in", "go"])
        #expect(TextWords.words(" — !") == [])
    }

    @Test func `the logarithm in integers is the logarithm`() {
        for (numerator, denominator) in [(1, 1), (2, 1), (3, 2), (1000, 3), (40_000, 1), (7, 6)] {
            let exact = log2(Double(numerator) / Double(denominator)) * 256
            #expect(abs(Double(logarithm(numerator, over: denominator)) - exact) < 1.5)
        }
        #expect(logarithm(1, over: 2) == 0)
    }

    /// TF-IDF and cosine as the textbooks have them, in floating point.
    private func oracle(_ wish: String, _ deed: String, _ all: [String]) -> Double {
        func counts(_ text: String) -> [String: Double] {
            text.split(separator: " ").reduce(into: [:]) { $0[String($1), default: 0] += 1 }
        }
        func vector(_ text: String) -> [String: Double] {
            var vector: [String: Double] = [:]
            for (word, count) in counts(text) {
                let uses = all.filter { counts($0)[word] != nil }.count
                let isStop = all.count >= 12 && 2 * uses > all.count
                let rarity = log2((2 * Double(all.count) + 2) / (2 * Double(uses) + 1))
                vector[word] = isStop ? 0 : (1 + log2(count)) * rarity
            }
            return vector
        }
        let (one, other) = (vector(wish), vector(deed))
        func length(_ vector: [String: Double]) -> Double {
            vector.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
        let product = one.reduce(0) { $0 + $1.value * (other[$1.key] ?? 0) }
        let lengths = length(one) * length(other)
        return lengths == 0 ? 0 : product / lengths
    }

    @Test func `texts are as alike as the textbook's formula says`() {
        var dice = Dice(seed: 5)
        func text(_ dice: inout Dice) -> String {
            (0..<(4 + dice.below(30))).map { _ in "w\(dice.below(12) * dice.below(12))" }
                .joined(separator: " ")
        }
        for _ in 0..<40 {
            let wishes = (0..<8).map { _ in text(&dice) }
            let deeds = (0..<6).map { _ in (0..<(1 + dice.below(3))).map { _ in text(&dice) } }
            let all = wishes + deeds.joined()
            let index = index(wishes, deeds)
            for (mentee, wish) in wishes.enumerated() {
                for (mentor, texts) in deeds.enumerated() {
                    let best = texts.map { oracle(wish, $0, all) }.max() ?? 0
                    let found = Double(index.share(mentee: mentee, mentor: mentor)) / 1e6
                    #expect(abs(found - best) < 0.005)
                }
            }
        }
    }

    @Test func `a text is wholly like itself, and the rarest common words are named first`() {
        let index = index(
            ["tracing for kubernetes operators", "cooking"],
            [["cats", "tracing for kubernetes operators"], ["operators for kubernetes"]])
        #expect(index.share(mentee: 0, mentor: 0) > 999_000)
        #expect(index.share(mentee: 1, mentor: 0) == 0)
        #expect(index.commonWords(mentee: 0, mentor: 1, most: 2).count == 2)
        #expect(index.commonWords(mentee: 0, mentor: 0, most: 1) == ["tracing"])
    }
}
