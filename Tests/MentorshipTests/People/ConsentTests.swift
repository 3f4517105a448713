// Who sees and keeps consents, what a characteristic's name may be, and that pseudonyms keep
// equality and nothing else.

import Mentorship
import Testing

@Suite struct ConsentTests {
    private func staff(_ scopes: Set<Scope>) -> Actor {
        Actor(
            identity: .credential(ID("credential_01h455vb4pex5vsknk084sn02q")!),
            role: .coordinator, scopes: scopes, programmes: nil)
    }

    private func kind(_ act: () throws -> Void) -> Failure.Kind? {
        do {
            try act()
            return nil
        } catch {
            return (error as? Failure)?.kind
        }
    }

    @Test func `staff who may write people keep consents, others who see them read`() {
        let anybody = PersonRelation()
        let reader = staff([.peopleRead])
        let writer = staff([.peopleRead, .peopleWrite])
        #expect(kind { try ConsentAccess.checkRead(by: reader, of: anybody) } == nil)
        #expect(kind { try ConsentAccess.checkWrite(by: reader, of: anybody) } == .forbidden)
        #expect(kind { try ConsentAccess.checkWrite(by: writer, of: anybody) } == nil)
        #expect(kind { try ConsentAccess.checkRead(by: staff([]), of: anybody) } == .notFound)
    }

    @Test(
        arguments: [
            ("faith", true), ("age_band", true), ("first_language2", true), ("", false),
            ("Faith", false), ("2nd", false), ("_x", false), ("a b", false), ("naïve", false),
            (String(repeating: "a", count: 60), true), (String(repeating: "a", count: 61), false),
        ])
    func `a name is a word of small letters`(_ name: String, _ isName: Bool) {
        #expect(Characteristics.isName(name) == isName)
    }

    @Test func `pseudonyms keep who said the same, and no word`() {
        var pseudonyms = Pseudonyms()
        let ann = pseudonyms.replace([
            "faith": [Term(stored: "Quaker")], "age_band": [Term(stored: "Quaker")],
        ])
        let bo = pseudonyms.replace([
            "faith": [Term(stored: "Jain")]
        ])
        let cy = pseudonyms.replace(["faith": [Term(stored: "QUAKER")]])
        #expect(ann["faith"] == cy["faith"])
        #expect(bo["faith"]?.first != ann["faith"]?.first)
        let texts = [ann, bo].flatMap { $0.values.joined().map(\.text) }
        #expect(texts.allSatisfy { Int($0) != nil }, "\(texts)")
    }

    @Test func `masked, who spoke of something and who did not look the same`() {
        var candidate = Candidate(id: "ann", interests: [Term(stored: "tea")])
        let silent = candidate
        candidate.characteristics = ["faith": [Term(stored: "1"), Term(stored: "2")]]
        #expect(candidate.masked == silent)
        #expect(silent.masked == silent)
    }
}
