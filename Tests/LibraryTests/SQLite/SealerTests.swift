// A sealed text opens with its key, in its place, and as it was; else not at all.

import Glibc
import SQLite
import Testing

@Suite struct SealerTests {
    private let sealer: Sealer
    private let plain = Array("what was said in confidence".utf8)

    init() throws { sealer = try Sealer(key: [UInt8](repeating: 7, count: 32)) }

    @Test func `what was sealed opens in its place`() throws {
        let sealed = try sealer.seal(plain, context: "note.text/1")
        #expect(try sealer.open(sealed, context: "note.text/1") == plain)
        #expect(try sealer.open(sealer.seal([], context: ""), context: "") == [])
        #expect(sealed.count == plain.count + 29)
        #expect(sealed[0] == 1)
    }

    @Test func `the same text is sealed differently each time`() throws {
        #expect(try sealer.seal(plain, context: "x") != sealer.seal(plain, context: "x"))
    }

    @Test func `moved to another record it does not open`() throws {
        let sealed = try sealer.seal(plain, context: "note.text/1")
        #expect(throws: SealerError.notAuthentic) {
            try sealer.open(sealed, context: "note.text/2")
        }
    }

    @Test func `with another key it does not open`() throws {
        let other = try Sealer(key: [UInt8](repeating: 8, count: 32))
        let sealed = try sealer.seal(plain, context: "x")
        #expect(throws: SealerError.notAuthentic) { try other.open(sealed, context: "x") }
        #expect(sealer.fingerprint != other.fingerprint)
    }

    @Test func `with any bit changed it does not open`() throws {
        let sealed = try sealer.seal(plain, context: "x")
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: SealerError.self) { try sealer.open(changed, context: "x") }
        }
        #expect(throws: SealerError.unknownKey(version: 2)) {
            try sealer.open([2] + sealed.dropFirst(), context: "x")
        }
    }

    @Test func `what is too short was never sealed`() throws {
        for count in 0..<29 {
            #expect(throws: SealerError.malformed) {
                try sealer.open([UInt8](repeating: 1, count: count), context: "x")
            }
        }
    }

    @Test func `a key has 32 bytes`() {
        #expect(throws: SealerError.keyLength) { try Sealer(key: [1, 2, 3]) }
    }
}

@Suite struct KeyFileTests {
    @Test func `a missing key file is made for its owner alone, and read again`() throws {
        try withFolder { folder in
            let path = folder + "/seal.key"
            #expect(throws: KeyFileError.missing(path: path)) {
                try KeyFile.load(path, mayCreate: false)
            }
            let key = try KeyFile.load(path, mayCreate: true)
            #expect(key.count == 32)
            #expect(Set(key).count > 8)
            var status = stat()
            #expect(stat(path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
            #expect(try KeyFile.load(path, mayCreate: true) == key)
            #expect(try KeyFile.load(path, mayCreate: false) == key)
        }
    }

    @Test func `a digest's code depends on the key and the place, and is not the digest`() throws {
        let digest = [UInt8](repeating: 5, count: 32)
        let one = try Sealer(key: [UInt8](repeating: 1, count: 32))
        let other = try Sealer(key: [UInt8](repeating: 2, count: 32))
        let code = one.code(of: digest, context: "a")
        #expect(code == one.code(of: digest, context: "a"))
        #expect(code.count == 32)
        #expect(code != digest)
        #expect(code != one.code(of: digest, context: "b"))
        #expect(code != other.code(of: digest, context: "a"))
    }

    @Test func `a key that others may read, of another length, or no file is refused`() throws {
        try withFolder { folder in
            let path = folder + "/seal.key"
            _ = try KeyFile.load(path, mayCreate: true)
            chmod(path, 0o640)
            #expect(throws: KeyFileError.readableByOthers(path: path)) {
                try KeyFile.load(path, mayCreate: true)
            }
            chmod(path, 0o600)
            truncate(path, 31)
            #expect(throws: KeyFileError.wrongLength(path: path, bytes: 31)) {
                try KeyFile.load(path, mayCreate: true)
            }
            truncate(path, 33)
            #expect(throws: KeyFileError.wrongLength(path: path, bytes: 33)) {
                try KeyFile.load(path, mayCreate: true)
            }
            #expect(throws: KeyFileError.notPermitted(path: folder)) {
                try KeyFile.load(folder, mayCreate: true)
            }
            #expect(throws: KeyFileError.self) {
                try KeyFile.load(folder + "/none/seal.key", mayCreate: true)
            }
        }
    }
}
