// The words of a text, in any script, and how rare they are among a programme's own texts, in
// integers: no library of logarithms, so that every machine weighs them alike. Keeps no text.

enum TextWords {
    /// Runs of letters, marks and digits, without case. Scripts written without blanks give
    /// overlapping pairs of characters instead (as Lucene's CJK analysis does).
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var run = String.UnicodeScalarView()
        var last: Unicode.Scalar?
        func end(_ run: inout String.UnicodeScalarView) {
            if !run.isEmpty { words.append(folded(run)) }
            run = .init()
        }
        for scalar in text.unicodeScalars {
            if isWithoutBlanks(scalar) {
                end(&run)
                if let last {
                    words.append(String(String.UnicodeScalarView([last, scalar])))
                }
                last = scalar
                continue
            }
            last = nil
            if isPart(scalar) { run.append(scalar) } else { end(&run) }
        }
        end(&run)
        return words
    }

    private static func folded(_ run: String.UnicodeScalarView) -> String {
        Term.key(of: String(run))
    }

    private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            let letter = scalar.value | 0x20
            return (0x61...0x7A).contains(letter) || (0x30...0x39).contains(scalar.value)
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .decimalNumber:
            return true
        default: return false
        }
    }

    private static func isWithoutBlanks(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Thai and Lao, Burmese, Khmer, kana.
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF:
            isPart(scalar)
        case ..<0x2E80: false
        default: scalar.properties.isIdeographic
        }
    }
}

/// 256 times the binary logarithm of a ratio of at least one.
func logarithm(_ numerator: Int, over denominator: Int = 1) -> Int {
    guard denominator > 0, numerator > denominator else { return 0 }
    var ratio = UInt64(numerator.multipliedReportingOverflow(by: 1 << 20).partialValue)
    ratio /= UInt64(denominator)
    var result = 0
    while ratio >= 2 << 20 {
        ratio >>= 1
        result += 256
    }
    // Each squaring of what is left between 1 and 2 gives one more binary place.
    var place = 128
    while place > 0 {
        ratio = (ratio * ratio) >> 20
        if ratio >= 2 << 20 {
            ratio >>= 1
            result += place
        }
        place >>= 1
    }
    return result
}

/// A word by its number, and how often it stands in a text.
struct WordCount {
    let word: Int32
    var count: Int32
}

/// In how many texts each word stands: what is in nearly all of them says little about any
/// (inverse document frequency; Spärck Jones, 1972), and what is in most is no word at all.
struct Rarity {
    /// By number of the word, in fixed point, 256 for a word in half of the texts; nothing for a
    /// stop word.
    let weights: [Int]

    /// Fewer texts say nothing about which words are ordinary.
    private static let fewest = 12

    /// Each text with every word of it once; empty ones do not count.
    init(_ words: Int, _ texts: [[WordCount]]) {
        var counts = [Int](repeating: 0, count: words)
        for text in texts {
            for one in text { counts[Int(one.word)] += 1 }
        }
        let total = texts.count { !$0.isEmpty }
        weights = counts.map { count in
            total >= Self.fewest && 2 * count > total
                ? 0 : logarithm(2 * total + 2, over: 2 * count + 1)
        }
    }
}
