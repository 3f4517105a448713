// TZif bytes: footers in every form, blocks of both widths, and damage that must be an error.

import Mentorship
import Testing

@Suite struct TZifTests {
    /// A file of version 2 with no transition in its table, and a footer.
    private static func file(footer: String, offset: Int32 = 0, version: UInt8 = 0x32) -> [UInt8] {
        let header = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
        let counts: [Int32] = [0, 0, 0, 0, 1, 4]
        let type = bytes(offset) + [0, 0] + Array("XXX\0".utf8)
        let block = header + counts.flatMap(bytes) + type
        return version == 0 ? block : block + block + Array("\n\(footer)\n".utf8)
    }

    private static func bytes(_ value: Int32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }

    private static func zone(footer: String) throws -> Zone {
        Zone(name: "Test/Zone", try TZif(file(footer: footer)))
    }

    @Test func `a footer alone rules all time`() throws {
        let zone = try Self.zone(footer: "EST5EDT,M3.2.0,M11.1.0")
        for (utc, hours) in [
            ("1900-01-01T00:00Z", -5), ("2026-03-08T06:59Z", -5), ("2026-03-08T07:00Z", -4),
            ("2026-11-01T05:59Z", -4), ("2026-11-01T06:00Z", -5), ("7777-07-07T00:00Z", -4),
        ] {
            #expect(zone.offset(at: at(utc)) == hours * 3600, "\(utc)")
        }
        #expect(try Self.zone(footer: "<+0545>-5:45").offset(at: at("2026-01-01T00:00Z")) == 20_700)
    }

    @Test(arguments: [
        // Negative summer time, as Dublin writes it.
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-15T00:00Z", 0),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-15T00:00Z", 3600),
        // Hours beyond a day, and before it (version 3).
        ("EET-2EEST,M4.5.5/0,M10.5.4/24", "2026-10-29T20:59Z", 10_800),
        ("EET-2EEST,M4.5.5/0,M10.5.4/24", "2026-10-29T21:00Z", 7200),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59Z", -7200),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00Z", -3600),
        // Days counted in the year, with and without 29 February.
        ("AAA0BBB,J60/0,J300/0", "2028-02-29T23:59Z", 0),
        ("AAA0BBB,J60/0,J300/0", "2028-03-01T00:00Z", 3600),
        ("AAA0BBB,59/0,299/0", "2028-02-29T00:00Z", 3600),
        ("AAA0BBB,59/0,299/0", "2027-03-01T00:00Z", 3600),
        // Summer all year.
        ("EST5EDT,0/0,J365/25", "2026-01-01T05:00Z", -14_400),
        ("EST5EDT,0/0,J365/25", "2027-12-31T23:00Z", -14_400),
    ])
    func `a footer may be written in any of the ways POSIX has`(
        footer: String, utc: String, offset: Int
    ) throws {
        #expect(try Self.zone(footer: footer).offset(at: at(utc)) == offset)
    }

    @Test(arguments: [
        "EST", "E5", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "EST168", "<+01", "5",
        "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,J0,J1", "EST5EDT,M3.2.0,M11.1.0,", "EST5:60",
    ])
    func `a footer that is no TZ string is refused`(footer: String) {
        #expect(throws: TZifError.self) { try TZif(Self.file(footer: footer)) }
    }

    @Test func `version 1 has no footer, and an empty footer changes nothing`() throws {
        let old = Zone(name: "A/B", try TZif(Self.file(footer: "", offset: 3600, version: 0)))
        #expect(old.offset(at: at("2026-01-01T00:00Z")) == 3600)
        let empty = Zone(name: "A/B", try TZif(Self.file(footer: "", offset: -7200)))
        #expect(empty.offset(at: at("2026-01-01T00:00Z")) == -7200)
    }

    @Test func `a file cut anywhere is an error, never a crash`() throws {
        let whole = try #require(ZoneFiles.bytes(of: "/usr/share/zoneinfo/Europe/London"))
        #expect(throws: Never.self) { try TZif(whole) }
        for length in stride(from: 0, to: whole.count - 1, by: 13) {
            #expect(throws: TZifError.self) { try TZif(Array(whole[..<length])) }
        }
        #expect(throws: TZifError.self) { try TZif(Array("not a zone file at all".utf8)) }
    }

    @Test func `a file with any byte changed is read or refused, never a crash`() throws {
        let whole = try #require(ZoneFiles.bytes(of: "/usr/share/zoneinfo/Pacific/Apia"))
        var dice = Dice(seed: 9636)
        for _ in 0..<500 {
            var damaged = whole
            for _ in 0..<Int.random(in: 1...4, using: &dice) {
                damaged[Int.random(in: 0..<whole.count, using: &dice)] = .random(
                    in: 0...255, using: &dice)
            }
            guard let file = try? TZif(damaged) else { continue }
            _ = Zone(name: "A/B", file).offset(at: at("2026-01-01T00:00Z"))
        }
    }

    @Test func `a file that counts leap seconds is refused`() throws {
        let path = "/usr/share/zoneinfo/right/Europe/London"
        guard let bytes = ZoneFiles.bytes(of: path) else { return }
        #expect(throws: TZifError.self) { try TZif(bytes) }
    }
}

@Suite struct ZoneCatalogueTests {
    @Test(arguments: [
        ("EST", "abbreviated_zone"), ("CET", "abbreviated_zone"), ("GMT", "abbreviated_zone"),
        ("EST5EDT", "abbreviated_zone"), ("Japan", "abbreviated_zone"),
        ("GMT+3", "fixed_offset_zone"), ("Etc/GMT+3", "fixed_offset_zone"),
        ("+01:00", "fixed_offset_zone"), ("UTC-5", "fixed_offset_zone"),
        ("Etc/GMT", "fixed_offset_zone"), ("Europe/Nowhere", "unknown_zone"),
        ("europe/london", "abbreviated_zone"), ("", "unknown_zone"),
        ("../../etc/passwd", "unknown_zone"), ("Europe/../../../etc/passwd", "unknown_zone"),
        ("/etc/passwd", "unknown_zone"), ("Europe/", "unknown_zone"),
        ("Europe", "abbreviated_zone"),
        ("posix/Europe/London", "abbreviated_zone"), ("right/Europe/London", "abbreviated_zone"),
        ("Europe/London\0", "unknown_zone"), ("zone.tab", "unknown_zone"),
    ])
    func `a name that is no place's is refused with the reason`(name: String, code: String) {
        do throws(Failure) {
            _ = try ZoneFiles.catalogue.zone(named: name, at: "/zone")
            Issue.record("accepted \(name)")
        } catch {
            #expect(error.kind == .invalid)
            #expect(error.fields.first?.code == code)
            #expect(error.fields.first?.pointer == "/zone")
        }
    }

    @Test(arguments: ["UTC", "Etc/UTC", "Europe/Kiev", "US/Eastern", "America/Indiana/Knox"])
    func `places, their older names and UTC are accepted`(name: String) throws {
        #expect(try ZoneFiles.catalogue.zone(named: name).name == name)
    }

    @Test func `a renamed place is shown under its present name`() {
        let index = """
            # version 2025b
            L Europe/Kyiv Europe/Kiev
            L America/New_York US/Eastern
            L Europe/Brussels Europe/Amsterdam
            L Etc/GMT GMT
            """
        let places = "#codes\tcoordinates\tTZ\nNL\t+5222+00454\tEurope/Amsterdam\n"
        let catalogue = ZoneCatalogue { name in
            name == "tzdata.zi" ? Array(index.utf8) : name == "zone.tab" ? Array(places.utf8) : nil
        }
        #expect(catalogue.version == "2025b")
        #expect(catalogue.canonicalName(of: "Europe/Kiev") == "Europe/Kyiv")
        #expect(catalogue.canonicalName(of: "US/Eastern") == "America/New_York")
        #expect(catalogue.canonicalName(of: "Europe/Amsterdam") == "Europe/Amsterdam")
        #expect(catalogue.canonicalName(of: "Europe/Kyiv") == "Europe/Kyiv")
        #expect(catalogue.canonicalName(of: "Etc/UTC") == "UTC")
    }

    @Test func `a catalogue without its index files still knows its zones`() throws {
        let catalogue = ZoneCatalogue { name in
            name == "Europe/Paris" ? ZoneFiles.bytes(of: "/usr/share/zoneinfo/" + name) : nil
        }
        #expect(catalogue.version == nil)
        #expect(
            try catalogue.zone(named: "Europe/Paris").offset(at: at("2026-07-01T00:00Z")) == 7200)
    }

    @Test func `a damaged zone file is the operator's matter, not the caller's`() {
        let catalogue = ZoneCatalogue { _ in Array("TZif".utf8) }
        do throws(Failure) {
            _ = try catalogue.zone(named: "Europe/Paris")
            Issue.record("accepted")
        } catch {
            #expect(error.kind == .unavailable)
        }
    }
}
