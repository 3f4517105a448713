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
    /// `progress` is told how many texts have been read of how many.
    init<Refusal: Error>(
        mentees: [Candidate], mentors: [Candidate], others: [String],
        progress: (_ done: Int, _ total: Int) throws(Refusal) -> Void
    ) throws(Refusal) {
        var texts = WordCounts()
        let total = mentees.count + mentors.count
        // What a mentee writes in several places is one wish; what a mentor did, each by itself.
        var wishes: [Int] = []
        for mentee in mentees {
            if wishes.count & 255 == 0 { try progress(wishes.count, total) }
            wishes.append(texts.number(of: mentee.texts.joined(separator: "\n")))
        }
        var deeds: [[Int]] = []
        for mentor in mentors {
            if deeds.count & 255 == 0 { try progress(mentees.count + deeds.count, total) }
            deeds.append(mentor.texts.map { texts.number(of: $0) })
        }
        // What several did together is one text, not as many as there were people.
        let weighed = others.isEmpty ? Set(texts.indices) : Set(others.map { texts.number(of: $0) })
        let weights = Rarity(texts.words.count, weighed.map { texts[$0] }).weights
        try progress(total, total)
        let wanted = wishes.map { TextVector(texts[$0], weights) }
        var (vectors, owners, first): ([TextVector], [Int32], [Int]) = ([], [], [0])
        for (mentor, numbers) in deeds.enumerated() {
            for vector in numbers.compactMap({ TextVector(texts[$0], weights) }) {
                vectors.append(vector)
                owners.append(Int32(mentor))
            }
            first.append(vectors.count)
        }
        self.mentees = wanted
        self.texts = vectors
        mentorOfText = owners
        firstText = first
        words = texts.words
        (starts, postings) = Self.inverted(vectors, words: texts.words.count)
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

/// The words of texts as numbers, and how often each stands in which; the same text is taken apart
/// once.
private struct WordCounts {
    private var known: [String: Int32] = [:]
    private(set) var words: [String] = []
    private var numbers: [String: Int] = [:]
    private var texts: [[WordCount]] = []

    var indices: Range<Int> { texts.indices }

    subscript(text: Int) -> [WordCount] { texts[text] }

    mutating func number(of text: String) -> Int {
        if let number = numbers[text] { return number }
        let all = TextWords.words(text).map { number(ofWord: $0) }.sorted()
        var counts: [WordCount] = []
        for word in all {
            if counts.last?.word == word {
                counts[counts.count - 1].count += 1
            } else {
                counts.append(WordCount(word: word, count: 1))
            }
        }
        numbers[text] = texts.count
        texts.append(counts)
        return texts.count - 1
    }

    private mutating func number(ofWord word: String) -> Int32 {
        if let number = known[word] { return number }
        let number = Int32(words.count)
        known[word] = number
        words.append(word)
        return number
    }
}

extension TextVector {
    /// (1 + log₂ count) × rarity, scaled to the length 2¹⁵; nil when no word weighs anything.
    fileprivate init?(_ counts: [WordCount], _ rarities: [Int]) {
        var weights: [(word: Int32, weight: Int)] = []
        var squares = 0
        for one in counts {
            let weight = ((256 + logarithm(Int(one.count))) * rarities[Int(one.word)]) >> 8
            guard weight > 0 else { continue }
            weights.append((one.word, weight))
            squares += weight * weight
        }
        guard squares > 0 else { return nil }
        // In 256ths: a short text of common words is but a few units long.
        let length = Int((Double(squares) * 65536).squareRoot().rounded())
        entries = weights.map { entry in
            Entry(word: entry.word, weight: Int32(((entry.weight << 23) + length / 2) / length))
        }
    }
}
