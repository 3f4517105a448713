// What a person's members may hold, and what is said of those that do not fit.

import Mentorship
import Testing

@Suite struct PersonTests {
    @Test(arguments: [
        ("Zoë", "Zoë"), ("  李小龙 \n", "李小龙"), ("محمد بن سلمان", "محمد بن سلمان"),
        ("O'Brien-Smith, Jr.", "O'Brien-Smith, Jr."), ("می‌خواهم", "می‌خواهم"), ("X", "X"),
        ("e\u{301}", "e\u{301}"), ("👩‍🚀", "👩‍🚀"),
    ])
    func `a name of any script is kept as it was given`(given: String, name: String) throws {
        let kept = try Person.name(given)
        #expect(Array(kept.utf8) == Array(name.utf8))
    }

    @Test(arguments: [
        ("", "empty"), ("  \t\n ", "empty"), ("\u{200B}\u{200D}", "empty"), ("\u{A0}", "empty"),
        ("a\0b", "control_character"), ("a\u{1B}[31m", "control_character"),
        ("a\nb", "control_character"), ("a\u{7F}", "control_character"),
        ("a\u{2028}b", "control_character"), ("\u{202E}gro.elpmaxe", "control_character"),
        ("a\u{2066}b", "control_character"),
    ])
    func `a name that cannot be shown is refused`(given: String, code: String) {
        let flaw = #expect(throws: Flaw.self) { try Person.name(given) }
        #expect(flaw?.code == code)
    }

    @Test func `lengths count characters as they were sent, blanks around them too`() throws {
        let name = String(repeating: "ü", count: PersonLimits.name)
        #expect(try Person.name(name) == name)
        #expect(try Person.name("  " + name.dropLast(3) + " ") == name.dropLast(3))
        for longer in [name + "x", " " + name] {
            let flaw = #expect(throws: Flaw.self) { try Person.name(longer) }
            #expect(flaw == Flaw("too_long", "Give at most 200 characters."))
        }
    }

    @Test func `a biography keeps its lines but no other controls`() throws {
        let bio = "  Twelve years of care.\r\n\tHappy to help.\n"
        #expect(try Person.bio(bio) == bio)
        #expect(throws: Flaw.self) { try Person.bio("a\0") }
        #expect(throws: Flaw.self) { try Person.bio(" \n") }
        #expect(throws: Flaw.self) { try Person.bio(String(repeating: "x", count: 2_001)) }
        #expect(throws: Never.self) { try Person.bio(String(repeating: "x", count: 2_000)) }
    }

    @Test(arguments: ["+44 20 7946 0000", "112", "(030) 1234-56 ext. 7", "٠١٢٣٤٥", " 01 23 "])
    func `a phone number is kept as the place writes it`(phone: String) {
        #expect(throws: Never.self) { try Person.phone(phone) }
    }

    @Test(arguments: ["", "call me", "12", "1\n23", String(repeating: "1", count: 41)])
    func `what cannot be called is no phone number`(phone: String) {
        #expect(throws: Flaw.self) { try Person.phone(phone) }
    }

    @Test func `years of experience are those of a working life`() throws {
        #expect(try Person.seniority(0) == 0)
        #expect(try Person.seniority(60) == 60)
        for years in [Int64.min, -1, 61, .max] {
            #expect(throws: Flaw.self) { try Person.seniority(years) }
        }
    }

    @Test func `a state is one of three`() throws {
        #expect(try Person.state("paused") == .paused)
        let flaw = #expect(throws: Flaw.self) { try Person.state("gone") }
        #expect(flaw?.message == "Give one of active, paused, left.")
    }

    @Test func `only a name is needed`() throws {
        let id = try #require(ID<Person>("person_01h2xcejqtf2nbrexx3vqjhp41"))
        let now = Instant(milliseconds: 1_700_000_000_000)
        let person = Person(id: id, name: "Zoë", now: now)
        #expect(person.state == .active)
        #expect(person.version == 1)
        #expect((person.createdAt, person.updatedAt) == (now, now))
        #expect(person.skillsOffered.isEmpty && person.email == nil)
    }

    // MARK: Lists

    @Test func `a list says nothing twice, whatever its case and blanks`() throws {
        let fine = try [Skill("Go"), Skill("Public  speaking", level: 5)]
        #expect(try Person.skills(fine) == fine)
        let flaw = #expect(throws: Flaw.self) {
            try Person.skills(fine + [Skill(" PUBLIC speaking ", level: 1)])
        }
        #expect(flaw?.field(at: "/skills_offered").pointer == "/skills_offered/2")
        #expect(throws: Flaw.self) {
            try Person.languages([LanguageCode("de"), LanguageCode("DE")])
        }
        #expect(throws: Flaw.self) { try Person.terms([Term("Straße"), Term("STRASSE")]) }
    }

    @Test func `a person has one id in each other system`() throws {
        let hr = try ExternalID(source: "hr", value: "4711")
        let learning = try ExternalID(source: "learning-platform", value: "4711")
        #expect(try Person.externalIDs([hr, learning]) == [hr, learning])
        #expect(throws: Flaw.self) {
            try Person.externalIDs([hr, ExternalID(source: "hr", value: "4712")])
        }
    }

    @Test func `lists have their limits`() throws {
        let skills = try (0..<100).map { try Skill("skill \($0)") }
        #expect(try Person.skills(skills).count == 100)
        #expect(throws: Flaw.self) { try Person.skills(skills + [Skill("one more")]) }
        let interests = try (0..<51).map { try Term("interest \($0)") }
        #expect(try Person.terms(interests.dropLast()).count == 50)
        #expect(throws: Flaw.self) { try Person.terms(interests) }
        let codes = try "abcdefghijklmnopqrstu".map { try LanguageCode("a\($0)") }
        #expect(codes.count == 21)
        #expect(throws: Flaw.self) { try Person.languages(codes) }
    }

    @Test(arguments: ["", "HR", "h r", "hr/1", "é", String(repeating: "x", count: 51)])
    func `another system has a short plain name`(source: String) {
        let flaw = #expect(throws: Flaw.self) { try ExternalID(source: source, value: "1") }
        #expect(flaw?.pointer == "/source")
    }

    @Test(arguments: ["", "a\nb", String(repeating: "x", count: 201)])
    func `an id of another system is a line of text`(value: String) {
        let flaw = #expect(throws: Flaw.self) { try ExternalID(source: "hr", value: value) }
        #expect(flaw?.pointer == "/value")
    }
}
