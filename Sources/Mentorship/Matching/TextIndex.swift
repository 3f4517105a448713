// How alike what a mentee wants to do is to what each mentor has written and done: the cosine
// between texts as vectors of weighted words (Salton and Buckley, 1988), along an inverted index,
// in integers. Holds words and numbers, never the texts.

/// One text: its words by number, with weights of which the squares sum up to 2³⁰.
struct TextVector: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        let word: Int32
        let weight: Int32
    }

    /// By number of the word.
    let entries: [Entry]

    static let whole: Int64 = 1 << 30

    /// Of equal direction 2³⁰, of nothing shared 0.
    func product(_ other: TextVector) -> Int64 {
        var (one, two, sum) = (0, 0, Int64(0))
        while one < entries.count, two < other.entries.count {
            let (left, right) = (entries[one], other.entries[two])
            if left.word == right.word {
                sum += Int64(left.weight) * Int64(right.weight)
                one += 1
                two += 1
            } else if left.word < right.word {
                one += 1
            } else {
                two += 1
            }
        }
        return sum
    }

    /// Millionths; rounding may carry the product of a text with itself past the whole.
    static func share(_ product: Int64) -> Int {
        Int(min(product * Int64(million) / whole, Int64(million)))
    }
}

struct TextIndex: Sendable {
    struct Posting: Sendable {
        let text: Int32
        let weight: Int32
    }

    /// By mentee; nil where there is nothing to compare.
    let mentees: [TextVector?]
    /// Every text of every mentor, in their order.
    let texts: [TextVector]
    let mentorOfText: [Int32]
    /// By mentor, where their texts begin in the list above.
    let firstText: [Int]
    /// By word, who uses it: `postings[starts[word]..<starts[word + 1]]`.
    let starts: [Int32]
    let postings: [Posting]
    let words: [String]

    /// `others`: further texts of the programme, which only say how rare words are in it.
    init(mentees: [Candidate], mentors: [Candidate], others: [String]) {
        var numbers = WordNumbers()
        // What a mentee writes in several places is one wish; what a mentor did, each by itself.
        let wishes = mentees.map { numbers.count($0.texts.joined(separator: "\n")) }
        let deeds = mentors.map { $0.texts.map { numbers.count($0) } }
        let all = mentees.map { $0.texts.joined(separator: "\n") } + mentors.flatMap(\.texts)
        // What several did together is one text, not as many as there were people.
        for text in Set(others.isEmpty ? all : others) {
            let words = Set(TextWords.words(text))
            if !words.isEmpty { numbers.rarity.add(words) }
        }
        let wanted = wishes.map { numbers.vector($0) }
        var (vectors, owners, first): ([TextVector], [Int32], [Int]) = ([], [], [0])
        for (mentor, texts) in deeds.enumerated() {
            for vector in texts.compactMap({ numbers.vector($0) }) {
                vectors.append(vector)
                owners.append(Int32(mentor))
            }
            first.append(vectors.count)
        }
        self.mentees = wanted
        texts = vectors
        mentorOfText = owners
        firstText = first
        words = numbers.words
        (starts, postings) = Self.inverted(vectors, words: numbers.words.count)
    }

    private static func inverted(
        _ vectors: [TextVector], words: Int
    ) -> (starts: [Int32], postings: [Posting]) {
        var starts = [Int32](repeating: 0, count: words + 1)
        for vector in vectors {
            for entry in vector.entries { starts[Int(entry.word) + 1] += 1 }
        }
        for word in 0..<words { starts[word + 1] += starts[word] }
        var next = starts
        var postings = [Posting](
            repeating: Posting(text: 0, weight: 0), count: Int(starts[words]))
        for (text, vector) in vectors.enumerated() {
            for entry in vector.entries {
                postings[Int(next[Int(entry.word)])] = Posting(
                    text: Int32(text), weight: entry.weight)
                next[Int(entry.word)] += 1
            }
        }
        return (starts, postings)
    }

    func hasTexts(mentor: Int) -> Bool { firstText[mentor] < firstText[mentor + 1] }

    /// The closest of the mentor's texts, the plain way.
    func share(mentee: Int, mentor: Int) -> Int {
        closest(mentee: mentee, mentor: mentor).map { TextVector.share($0.product) } ?? 0
    }

    /// The words that weigh most in the closest text, heaviest first.
    func commonWords(mentee: Int, mentor: Int, most: Int) -> [String] {
        guard let wish = mentees[mentee],
            let text = closest(mentee: mentee, mentor: mentor)?.text
        else { return [] }
        let weights = Dictionary(
            uniqueKeysWithValues: texts[text].entries.map { ($0.word, Int64($0.weight)) })
        let shared = wish.entries.compactMap { entry in
            weights[entry.word].map { (words[Int(entry.word)], Int64(entry.weight) * $0) }
        }
        return shared.sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }.prefix(most).map(\.0)
    }

    private func closest(mentee: Int, mentor: Int) -> (text: Int, product: Int64)? {
        guard let wish = mentees[mentee] else { return nil }
        var best: (text: Int, product: Int64)?
        for text in firstText[mentor]..<firstText[mentor + 1] {
            let product = wish.product(texts[text])
            if product > best?.product ?? -1 { best = (text, product) }
        }
        return best
    }
}

/// Words as numbers, and texts as vectors of them.
private struct WordNumbers {
    private var known: [String: Int32] = [:]
    private(set) var words: [String] = []
    var rarity = Rarity()

    func count(_ text: String) -> [String: Int] {
        var counts: [String: Int] = [:]
        for word in TextWords.words(text) { counts[word, default: 0] += 1 }
        return counts
    }

    /// (1 + log₂ count) × rarity, scaled to the length 2¹⁵; nil when no word weighs anything.
    mutating func vector(_ counts: [String: Int]) -> TextVector? {
        var weights: [(word: Int32, weight: Int)] = []
        var squares = 0
        for (word, count) in counts {
            let weight = ((256 + logarithm(count)) * rarity.weight(of: word)) >> 8
            guard weight > 0 else { continue }
            weights.append((number(word), weight))
            squares += weight * weight
        }
        guard squares > 0 else { return nil }
        // In 256ths: a short text of common words is but a few units long.
        let length = Int((Double(squares) * 65536).squareRoot().rounded())
        let entries = weights.sorted { $0.word < $1.word }.map { entry in
            TextVector.Entry(
                word: entry.word, weight: Int32(((entry.weight << 23) + length / 2) / length))
        }
        return TextVector(entries: entries)
    }

    private mutating func number(_ word: String) -> Int32 {
        if let number = known[word] { return number }
        let number = Int32(words.count)
        known[word] = number
        words.append(word)
        return number
    }
}
