// Keys and tokens: how they are made, what of them is kept, how one is recognised. The secret part
// comes from the system's generator, is shown once, and only its SHA-256 is stored; a slow hash
// would add nothing to 256 random bits.

import Crypto

package struct Secret: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case credential = "mk_live_"
        case personToken = "mt_live_"
    }

    package let kind: Kind
    /// Eight characters by which the row is found; no secret.
    package let publicPart: String
    /// The whole text that the holder sends.
    package let text: String

    private static let alphabet = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let publicCount = 8
    /// 62^43 exceeds 2^256: 43 characters carry 256 bits.
    private static let secretCount = 43

    /// A new one from the system's generator.
    package init(kind: Kind) {
        var generator = SystemRandomNumberGenerator()
        func draw(_ count: Int) -> String {
            String(
                decoding: (0..<count).map { _ in
                    Self.alphabet[Int.random(in: 0..<Self.alphabet.count, using: &generator)]
                }, as: UTF8.self)
        }
        self.kind = kind
        publicPart = draw(Self.publicCount)
        text = kind.rawValue + publicPart + draw(Self.secretCount)
    }

    /// What somebody sent; nil when it cannot be one of ours.
    package init?(_ text: String) {
        guard let kind = Kind.allCases.first(where: { text.hasPrefix($0.rawValue) }),
            text.utf8.count == kind.rawValue.utf8.count + Self.publicCount + Self.secretCount,
            text.utf8.dropFirst(kind.rawValue.utf8.count).allSatisfy(Self.isOfAlphabet)
        else { return nil }
        self.kind = kind
        publicPart = String(text.dropFirst(kind.rawValue.count).prefix(Self.publicCount))
        self.text = text
    }

    /// By ranges: a search through the alphabet would take longer for its last letters.
    private static func isOfAlphabet(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    package var hash: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

    /// Compares in constant time: the running time tells nothing about where two hashes differ.
    package func matches(_ stored: [UInt8]) -> Bool {
        let own = hash
        guard own.count == stored.count else { return false }
        var difference: UInt8 = 0
        for (left, right) in zip(own, stored) { difference |= left ^ right }
        return difference == 0
    }
}
