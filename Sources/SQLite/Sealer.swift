// Seals what only the pair may read, before it reaches the file: AES-GCM with a random nonce (NIST
// SP 800-38D). The context (table, column, row id) is authenticated, so that a sealed text opens
// only where it was put. It never stores or logs a key.

import Crypto
import FoundationEssentials

package enum SealerError: Error, Sendable, Equatable {
    case keyLength
    /// Not a sealed text: too short.
    case malformed
    /// Sealed with a key that this program does not have.
    case unknownKey(version: UInt8)
    /// Wrong key, altered bytes, or moved from another record: AES-GCM does not tell which.
    case notAuthentic
}

extension SealerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .keyLength: "A key has \(Sealer.keyBytes) bytes."
        case .malformed: "This is not a sealed text."
        case .unknownKey(let version): "The text was sealed with key \(version), which is not here."
        case .notAuthentic:
            "The text does not open: another key, or it was altered or moved to another record."
        }
    }
}

package struct Sealer: Sendable {
    package static let keyBytes = 32
    private static let version: UInt8 = 1
    private static let overheadBytes = 1 + 12 + 16  // version, nonce, tag

    private let key: SymmetricKey
    /// Of its own, so that no code ever stands for two things.
    private let digestKey: SymmetricKey

    package init(key: [UInt8]) throws(SealerError) {
        guard key.count == Self.keyBytes else { throw .keyLength }
        self.key = SymmetricKey(data: key)
        digestKey = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: self.key, info: Array("digests".utf8), outputByteCount: Self.keyBytes)
    }

    /// By which two digests kept in the store are found equal, and by which nobody without the key
    /// can try what they were made of (HMAC, RFC 2104; its key by RFC 5869).
    package func code(of digest: [UInt8], context: String) -> [UInt8] {
        var code = HMAC<SHA256>(key: digestKey)
        code.update(data: Array(context.utf8) + [0])
        code.update(data: digest)
        return Array(code.finalize())
    }

    /// Tells keys apart without telling anything of them: kept beside what was sealed, so that a
    /// start with another key is noticed before the first text fails to open.
    package var fingerprint: String {
        let code = HMAC<SHA256>.authenticationCode(for: Array("key fingerprint".utf8), using: key)
        return hexadecimal(code.prefix(8))
    }

    /// Key version (1 byte), nonce (12), cipher text, tag (16).
    package func seal(_ plain: [UInt8], context: String) throws -> [UInt8] {
        let box = try AES.GCM.seal(
            plain, using: key, authenticating: Self.authenticated(Self.version, context))
        return [Self.version] + Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
    }

    package func open(_ sealed: [UInt8], context: String) throws(SealerError) -> [UInt8] {
        guard sealed.count >= Self.overheadBytes else { throw .malformed }
        guard sealed[0] == Self.version else { throw .unknownKey(version: sealed[0]) }
        do {
            let box = try AES.GCM.SealedBox(combined: sealed[1...])
            let plain = try AES.GCM.open(
                box, using: key, authenticating: Self.authenticated(sealed[0], context))
            return Array(plain)
        } catch {
            throw .notAuthentic
        }
    }

    private static func authenticated(_ version: UInt8, _ context: String) -> [UInt8] {
        [version] + Array(context.utf8)
    }
}
