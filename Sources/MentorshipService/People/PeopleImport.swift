// Imports a file of people, batch after batch, so that neither memory nor the writer's queue feels
// its size. Done twice it changes nothing the second time: a row is known by its external ids. Used
// by the job of POST /v1/imports and by the command.

import Glibc
import JSON
import Mentorship
import SQLite

package enum PeopleImport {
    /// The format that a file's name tells; nil when it tells none.
    package static func format(ofFile path: String) -> ImportFormat? {
        if path.hasSuffix(".csv") { return .csv }
        return path.hasSuffix(".ndjson") || path.hasSuffix(".jsonl") ? .ndjson : nil
    }

    /// Reads the file twice: to count its rows, and to import them. `progress` is called between
    /// batches on the calling thread and ends the import by throwing.
    package static func run(
        path: String, format: ImportFormat, dryRun: Bool, _ desk: ImportDesk,
        progress: (ImportProgress) throws -> Void = { _ in }
    ) throws -> ImportResult {
        let total = try ImportCount.rows(of: path, format)
        guard total <= ImportLimits.rows else { throw Failure.tooManyRows(total) }
        var run = ImportRun(total: total, isDryRun: dryRun, desk)
        do {
            let pieces = try FilePieces(path)
            var rows = try ImportRows(format, pieces: pieces.next)
            while let row = try rows.next() {
                if run.take(row) { continue }
                try progress(run.progress)
                try run.writeBatch()
            }
        } catch let cut as ImportBreak {
            // What stands before the break is imported all the same.
            try run.writeBatch()
            throw Failure.malformedFile(cut, run.result)
        }
        try progress(run.progress)
        try run.writeBatch()
        return run.result
    }
}

/// One import under way: the batch being gathered, and what became of the rows before.
private struct ImportRun {
    private(set) var result: ImportResult
    private let total: Int
    private let desk: ImportDesk
    private var batch: [ImportRow] = []
    private var batchBytes = 0
    /// External ids that the file has named so far.
    private var seen: Set<String> = []

    init(total: Int, isDryRun: Bool, _ desk: ImportDesk) {
        self.total = total
        self.desk = desk
        result = ImportResult(isDryRun: isDryRun)
    }

    var progress: ImportProgress { ImportProgress(done: result.rows, total: total) }

    /// False when the batch is full.
    mutating func take(_ row: ImportRow) -> Bool {
        batch.append(identified(row))
        batchBytes += row.bytes
        return batch.count < ImportLimits.batchRows && batchBytes < ImportLimits.batchBytes
    }

    /// A row must name an external id, so that importing again updates and never doubles, and one
    /// that no row before it has named: which of the two is right nobody here knows.
    private mutating func identified(_ row: ImportRow) -> ImportRow {
        guard case .success(let patch) = row.patch else { return row }
        let members = patch["external_ids"]?.members ?? []
        guard members.contains(where: { $0.value != .null }) else {
            return row.refused(.externalIDRequired)
        }
        for member in members {
            guard let value = member.value.text else { continue }
            let key = "\(member.name)\u{0}\(PlainText.trimmed(value))"
            guard seen.insert(key).inserted else {
                return row.refused(.externalIDRepeated(member.name))
            }
        }
        return row
    }

    mutating func writeBatch() throws {
        guard !batch.isEmpty else { return }
        let outcomes = try written(batch)
        for (row, outcome) in zip(batch, outcomes) { result.add(row, outcome) }
        batch.removeAll(keepingCapacity: true)
        batchBytes = 0
    }

    /// Waits for a writer that others keep busy: nothing of the batch is done until it says so.
    private func written(_ rows: [ImportRow]) throws -> [ImportOutcome] {
        var batch = ImportBatch(rows: rows, zones: desk.zones, isDryRun: result.isDryRun)
        var tries = 0
        while true {
            tries += 1
            do {
                return try transact(batch)
            } catch is ImportBatch.Spoiled {
                batch.isCareful = true
            } catch let error as WriterError where error.isPassing && tries < ImportLimits.tries {
                usleep(ImportLimits.pauseMicroseconds)
            }
        }
    }

    private func transact(_ batch: ImportBatch) throws -> [ImportOutcome] {
        let desk = desk
        let progress = ImportProgress(done: result.rows + batch.rows.count, total: total)
        return try desk.writer.perform { transaction in
            try desk.note(progress, transaction)
            var context = Context(
                actor: try desk.actor(transaction), now: desk.now(), requestID: desk.requestID,
                seed: desk.seed())
            return try batch.write(&context, transaction)
        }
    }
}

extension ImportRow {
    fileprivate func refused(_ failure: Failure) -> ImportRow {
        ImportRow(number: number, line: line, patch: .failure(failure), bytes: bytes)
    }
}

extension WriterError {
    fileprivate var isPassing: Bool {
        switch self {
        case .busy, .queueFull: true
        case .batchLost, .stopped: false
        }
    }
}

/// Counts rows without reading them: line ends outside of quotation marks.
private enum ImportCount {
    static func rows(of path: String, _ format: ImportFormat) throws -> Int {
        let pieces = try FilePieces(path)
        var rows = 0
        var isQuoted = false
        var isLineEmpty = true
        while let piece = try pieces.next() {
            for byte in piece {
                if byte == UInt8(ascii: "\n"), !isQuoted {
                    rows += isLineEmpty ? 0 : 1
                    isLineEmpty = true
                } else if byte != UInt8(ascii: "\r") {
                    isLineEmpty = false
                    // A line of JSON has no line end within a string.
                    if byte == UInt8(ascii: "\""), format == .csv { isQuoted.toggle() }
                }
            }
        }
        rows += isLineEmpty ? 0 : 1
        return format == .csv ? max(0, rows - 1) : rows
    }
}
