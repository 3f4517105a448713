// The values that are parsed once: terms, addresses, languages, locales and zones.

import Mentorship
import Testing

@Suite struct PersonValueTests {
    @Test(arguments: [
        ("Go", "go"), ("  Public   speaking ", "public speaking"), ("ÉCOLE", "école"),
        ("Straße", "strasse"), ("ΣΊΣΥΦΟΣ", "σίσυφοσ"), ("Σίσυφος", "σίσυφοσ"), ("C++", "c++"),
        ("C#", "c#"), ("日本語", "日本語"), ("a\u{3000}b", "a b"), ("ﬁnance", "finance"),
    ])
    func `a term is compared without case and extra blanks`(text: String, key: String) throws {
        #expect(Term.key(of: text) == key)
        #expect(try Term(text).key == key)
        #expect(Term.key(of: key) == key)
    }

    /// What is compared bytewise of plain text is what Unicode's tables would give.
    @Test func `a plain term has the key that any other text would have`() {
        var dice = Dice(seed: 3)
        for _ in 0..<2_000 {
            let text = String(
                (0..<Int(dice.next() % 12)).map { _ in
                    Character(Unicode.Scalar(UInt8(0x20 + dice.next() % 95)))
                })
            let words = text.split(separator: " ").joined(separator: " ")
            #expect(Term.key(of: text) == words.uppercased().lowercased(), "\(text)")
        }
    }

    @Test func `a term is kept as it was written`() throws {
        #expect(try Term("  Node.js ").text == "Node.js")
        #expect(try Term("go") == Term("Go"), "they mean the same")
        #expect(throws: Flaw.self) { try Term(" ") }
        #expect(throws: Flaw.self) { try Term(String(repeating: "x", count: 101)) }
    }

    @Test func `a skill has a level from one to five, three unless said`() throws {
        #expect(try Skill("Go").level == 3)
        for level in Int64(1)...5 { #expect(try Skill("Go", level: level).level == Int(level)) }
        for level in [Int64.min, 0, 6, .max] {
            let flaw = #expect(throws: Flaw.self) { try Skill("Go", level: level) }
            #expect(flaw?.pointer == "/level")
        }
        let flaw = #expect(throws: Flaw.self) { try Skill("") }
        #expect(flaw?.pointer == "/name")
    }

    @Test(arguments: [
        "zoe@example.org", "Zoe.Smith+mentor@mail.example.co.uk", "o'brien@example.org",
        "x@y.zz", "a!#$%&'*+-/=?^_`{|}~b@example.org", "用户@例子.广告", "zoë@exämple.org",
        "  zoe@example.org ", "1@2.example", "a@xn--80ak6aa92e.com",
    ])
    func `an address that mail can go to is taken`(text: String) {
        #expect(throws: Never.self) { try EmailAddress(text) }
    }

    @Test(arguments: [
        "", "@", "zoe", "zoe@", "@example.org", "zoe@@example.org", "a@b@example.org",
        "zoe@localhost", "zoe@example", ".zoe@example.org", "zoe.@example.org",
        "z..oe@example.org", "zoe@.org", "zoe@example..org", "zoe@example.org.",
        "zoe@-example.org", "zoe@example-.org", "zoe@exa_mple.org", "zoe smith@example.org",
        "zoe@exam ple.org", "\"zoe\"@example.org", "zoe@[127.0.0.1]", "zoe@127.0.0.1",
        "Zoe <zoe@example.org>", "zoe@example.org, x@example.org", "zoe\n@example.org",
        "zoe@example.org\r\nBcc: x@example.org x", "zoe\u{200B}@example.org",
        "zoe\0@example.org", "mailto:zoe@example.org", "zoe(x)@example.org",
    ])
    func `what is no single plain address is refused`(text: String) {
        #expect(throws: Flaw.self) { try EmailAddress(text) }
    }

    /// Blanks send an address the long way round, and are no part of it.
    @Test func `an address by its bytes is taken like one by its characters`() {
        var dice = Dice(seed: 5)
        let marks = Array("aZ9-_.@..@x1")
        for _ in 0..<20_000 {
            let text = String(
                (0..<Int(1 + dice.next() % 12)).map { _ in
                    marks[Int(dice.next() % UInt64(marks.count))]
                })
            guard EmailAddress.isPlainAddress(text) else { continue }
            #expect(EmailAddress.isAddress(text), "\(text)")
        }
        #expect(EmailAddress.isPlainAddress("ada.lovelace_2@mail.example.org"))
    }

    @Test func `an address keeps its case and is compared without`() throws {
        let address = try EmailAddress("Zoe@Example.ORG")
        #expect(address.text == "Zoe@Example.ORG")
        #expect(try address.key == EmailAddress("zoe@example.org").key)
    }

    @Test func `an address has its lengths`() throws {
        let local = String(repeating: "a", count: 64)
        let label = String(repeating: "b", count: 61)
        let domain = "\(label).\(label).\(label)"
        #expect(throws: Never.self) { try EmailAddress("\(local)@\(domain).ccc") }
        #expect(throws: Flaw.self) { try EmailAddress("a\(local)@\(domain).cc") }
        let flaw = #expect(throws: Flaw.self) { try EmailAddress("\(local)@\(domain).cccc") }
        #expect(flaw?.code == "too_long")
        #expect(throws: Flaw.self) { try EmailAddress("a@\(label)bbb.cc") }
    }

    @Test(arguments: [
        ("de", "de"), ("DE", "de"), ("gsw", "gsw"), ("de-CH", "de-ch"),
        ("zh-Hant-TW", "zh-hant-tw"),
        ("es-419", "es-419"), ("sl-rozaj-biske", "sl-rozaj-biske"), ("de-1996", "de-1996"),
        ("zh-yue", "zh-yue"), ("en-x-team", "en-x-team"),
    ])
    func `a language is kept in lower case`(text: String, code: String) throws {
        let language = try LanguageCode(text)
        #expect(language.text == code)
        #expect(code.hasPrefix(language.primary))
    }

    @Test(arguments: [
        ("en-gb", "en-GB"), ("ZH-HANT-tw", "zh-Hant-TW"), ("fr", "fr"), ("es-419", "es-419"),
        ("de-ch-1996", "de-CH-1996"), ("en-ca-x-ca-main", "en-CA-x-ca-main"),
        ("ar-u-nu-latn", "ar-u-nu-latn"), ("sr-latn", "sr-Latn"),
    ])
    func `a locale is kept in its usual case`(text: String, tag: String) throws {
        #expect(try LocaleTag(text).text == tag)
    }

    @Test(arguments: [
        "", "e", "en_GB", "en-", "-en", "en--gb", "english", "German", "e1", "en-g", "en-x",
        "x-team", "en-GB-US", "en-u", "en-toolongsubtag", "en GB", "dé", "en-a-b", "i-klingon",
        "zh-Hant-Hans", "en-1", "en-12", "en-abcdefghi", "C", "*",
        "en-abcde-abcde-abcde-abcde-abcde-abcde",
    ])
    func `what has not the form of a language tag is refused`(text: String) {
        #expect(throws: Flaw.self) { try LanguageCode(text) }
        #expect(throws: Flaw.self) { try LocaleTag(text) }
    }

    @Test func `a zone has the form of a name and must exist`() throws {
        let known: Set<String> = ["Europe/London", "UTC"]
        #expect(try TimeZoneName("Europe/London", exists: known.contains).text == "Europe/London")
        #expect(throws: Never.self) { try TimeZoneName("UTC", exists: known.contains) }
        for name in ["Europe/Nowhere", "GMT+1", "EST", "", "../etc/passwd", "europe/london"] {
            #expect(throws: Flaw.self) { try TimeZoneName(name, exists: known.contains) }
        }
        // A name of the wrong form is never looked for: it might be a path.
        #expect(throws: Flaw.self) { try TimeZoneName("/etc/passwd", exists: { _ in true }) }
    }
}
