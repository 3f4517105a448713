// One question to the matching engine. Only reads and hands on: who goes to whom, and which
// questions contradict themselves, is decided by the rules.

import JSON
import Mentorship

enum MatchLine {
    static func answer(
        _ line: EngineInput, _ times: inout EngineTimes, _ json: inout JSONWriter
    ) throws {
        let named = try line.required("objective")
        switch named.json.text {
        case PeerLine.objective: return try PeerLine.answer(line, &json)
        case RingLine.objective: return try RingLine.answer(line, &json)
        case GroupLine.objective: return try GroupLine.answer(line, &json)
        default: break
        }
        var question = try question(line, try objective(named))
        // While nobody else holds them.
        times.enter(Assignment.Stage.layingOut.rawValue)
        question.rows?.sort()
        let answer = try question.answer(entering: { times.enter($0.rawValue) })
        MatchAnswer(question, answer).write(&json)
    }

    static func question(
        _ line: EngineInput, _ objective: MatchQuestion.Objective
    ) throws -> MatchQuestion {
        let mentees = try line.required("mentees").list()
        var question = MatchQuestion(
            objective: objective, mentees: try mentees.map(name),
            mentors: try line.required("mentors").list().map(mentor))
        // Most questions ask for one mentor each: nothing is kept for them.
        if mentees.contains(where: { $0.json.members != nil }) {
            question.wanted = try mentees.map(wanted)
        }
        question.forbidden = try pairs(line.optional("forbidden"))
        question.pins = try pairs(line.optional("pins"))
        switch objective {
        case .stable, .stableMentorOptimal:
            question.menteeLists = try lists(line.optional("mentee_prefs"))
            question.mentorLists = try lists(line.optional("mentor_prefs"))
        case .maxWeight, .maxCardinality, .bottleneck, .leximin:
            try readScores(line, into: &question)
        }
        return question
    }

    /// A mentee is a name, or a name and how many mentors are wanted.
    private static func name(_ mentee: EngineInput) throws -> String {
        try mentee.json.members == nil ? mentee.text() : mentee.required("id").text()
    }

    private static func wanted(_ mentee: EngineInput) throws -> Int {
        guard mentee.json.members != nil else { return 1 }
        return try mentee.optional("wanted")?.whole(0...10_000) ?? 1
    }

    private static func objective(_ input: EngineInput) throws -> MatchQuestion.Objective {
        let name = try input.text()
        if let objective = MatchQuestion.Objective(rawValue: name) { return objective }
        let names =
            MatchQuestion.Objective.allCases.map(\.rawValue)
            + [PeerLine.objective, RingLine.objective, GroupLine.objective]
        throw input.refusal("one of \(names.joined(separator: ", "))")
    }

    private static func mentor(_ input: EngineInput) throws -> MatchQuestion.Mentor {
        guard let capacity = try input.required("capacity").json.int else {
            throw EngineRefusal("capacity: must be a whole number.")
        }
        return .init(id: try input.required("id").text(), capacity: Int(capacity))
    }

    private static func pairs(_ input: EngineInput?) throws -> [NamedPair] {
        try input?.list().map { pair in
            let names = try pair.texts()
            guard names.count == 2 else { throw pair.refusal("pairs [mentee, mentor]") }
            return NamedPair(mentee: names[0], mentor: names[1])
        } ?? []
    }

    private static func lists(_ input: EngineInput?) throws -> [(id: String, list: [String])] {
        try input?.members().map { ($0.name, try $0.texts()) } ?? []
    }

    // MARK: Scores

    private static func readScores(
        _ line: EngineInput, into question: inout MatchQuestion
    ) throws {
        if let scores = line.optional("scores") {
            question.scores = try scores.list().map(score)
        } else if let matrix = line.optional("matrix") {
            question.table = try table(matrix, question)
        } else if let path = line.optional("matrix_file") {
            question.table = try MatrixFile.table(path)
        } else if let path = line.optional("rows_file") {
            question.rows = try RowsFile.rows(path)
        } else {
            throw EngineRefusal(
                "scores: is missing; give scores, matrix, matrix_file or rows_file.")
        }
    }

    private static func score(_ input: EngineInput) throws -> MatchQuestion.Score {
        guard let parts = input.json.elements, parts.count == 3, let mentee = parts[0].text,
            let mentor = parts[1].text
        else { throw input.refusal("triples [mentee, mentor, score]") }
        return .init(mentee, mentor, try decimal(parts[2], input))
    }

    private static func table(
        _ input: EngineInput, _ question: MatchQuestion
    ) throws -> MatchTable {
        var scores: [ExactDecimal?] = []
        let rows = try input.list()
        guard rows.count == question.mentees.count else {
            throw input.refusal("a row for each mentee")
        }
        for row in rows {
            let cells = try row.list()
            guard cells.count == question.mentors.count else {
                throw input.refusal("rows with a column for each mentor")
            }
            for cell in cells {
                scores.append(cell.json == .null ? nil : try decimal(cell.json, input))
            }
        }
        return try MatchTable(scores)
    }

    static func decimal(_ json: JSON, _ input: EngineInput) throws -> ExactDecimal {
        guard let value = LongDecimals.read(json) else {
            throw EngineRefusal(
                "\(input.name): a score must be a number from 0 on with at most "
                    + "\(ExactDecimal.mostPlaces) places.")
        }
        return value
    }
}
