import Testing

@testable import Mentorship

@Suite struct PlainWordsTests {
    private func words(_ mentee: Candidate, _ mentor: Candidate) -> [String?] {
        Compatibility(policy: .standard, mentees: [mentee], mentors: [mentor])
            .explanation(mentee: 0, mentor: 0).parts.map(\.plainWords)
    }

    @Test func `the two read what speaks for them, without a figure`() {
        let found = words(
            .with(
                "e", skills: [("go", 4), ("sql", 3), ("rust", 5), ("c", 1)],
                interests: ["hills", "choirs", "bees"], values: ["candour"],
                languages: ["en", "ga"]),
            .with(
                "o", skills: [("go", 4), ("sql", 5), ("rust", 2)],
                interests: ["bees", "choirs", "hills"], values: ["thrift"],
                languages: ["en"]))
        #expect(
            found == [
                "the mentor can help with go and sql, and in part with rust",
                "you are both interested in bees, choirs and hills", nil, nil,
                "you both speak en",
            ])
        for text in found.compactMap(\.self) {
            #expect(!text.contains { $0.isNumber })
        }
    }

    @Test func `what is missing or in part is not held against anybody`() {
        let found = words(
            .with("e", skills: [("rust", 5)]), .with("o", skills: [("rust", 2)]))
        #expect(found.first == "the mentor can help in part with rust")
        #expect(words(.with("e"), .with("o")).allSatisfy { $0 == nil })
        #expect(words(.with("e", skills: [("go", 1)]), .with("o")).allSatisfy { $0 == nil })
    }
}
