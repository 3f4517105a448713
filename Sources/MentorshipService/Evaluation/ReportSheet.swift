// A report as a sheet: one figure to a line, with what it is of, so that a spreadsheet or a script
// can filter it. The same columns for every report.

import CSV
import HTTP
import Mentorship

struct ReportSheet {
    /// What a line is about; what does not apply stays empty.
    struct Subject {
        var section = ""
        var side: String?
        var key: String?
        var group: String?
    }

    static let columns = [
        "section", "side", "key", "group", "measure", "value", "n", "reason",
    ]

    private var csv = CSVWriter()

    init() {
        csv.record(Self.columns)
    }

    mutating func add(_ subject: Subject, _ measure: String, _ count: Int?) {
        add(subject, measure, count.map { "\($0)" }, n: nil, hiddenReason(count))
    }

    mutating func add(_ subject: Subject, _ measure: String, _ figure: Figure, n: Int?) {
        switch figure {
        case .value(let number): add(subject, measure, Self.text(number), n: n, nil)
        case .absent(let reason): add(subject, measure, nil, n: n, reason.rawValue)
        }
    }

    mutating func add(_ subject: Subject, _ measure: String, _ text: String) {
        add(subject, measure, text, n: nil, nil)
    }

    private mutating func add(
        _ subject: Subject, _ measure: String, _ value: String?, n: Int?, _ reason: String?
    ) {
        csv.record([
            subject.section, subject.side, subject.key, subject.group, measure, value,
            n.map { "\($0)" }, reason,
        ])
    }

    private func hiddenReason(_ count: Int?) -> String? {
        count == nil ? Figure.Absence.belowThreshold.rawValue : nil
    }

    /// The shortest decimals that read back as the same number. Spreadsheets know no exponent that
    /// begins with a sign, so very small and very large numbers are written out to 12 decimals.
    static func text(_ number: Double) -> String {
        if let whole = Int64(exactly: number) { return "\(whole)" }
        let text = number.description
        guard text.contains("e") else { return text }
        guard abs(number) < 1 else { return text }
        let scaled = Int64((abs(number) * 1e12).rounded())
        let digits = String(scaled)
        let padded = String(repeating: "0", count: max(0, 13 - digits.count)) + digits
        let whole = padded.dropLast(12)
        return (number < 0 && scaled > 0 ? "-" : "") + "\(whole).\(padded.suffix(12))"
    }

    func response(_ name: String) -> Response { Response.sheet(csv.bytes, named: name) }
}

/// In which of the two formats a report is answered.
enum ReportFormat: String, OfferedFormat {
    case json = "application/json"
    case csv = "text/csv"

    static let vary = Response.Header("Vary", "Accept")
}

/// What a resource may be had as, by media type; the first where nothing is asked for.
protocol OfferedFormat: RawRepresentable<String>, CaseIterable {}

extension OfferedFormat {
    static func of(_ call: Call) throws -> Self {
        let offered = allCases.map(\.rawValue)
        guard let type = call.request.mediaType(among: offered), let format = Self(rawValue: type)
        else { throw RoutingError.notAcceptable(offered) }
        return format
    }
}
