// Texts that only a pair may read, on their way into the store and out of it. The context (table,
// column, row) is authenticated, so that a text opens only where it was put.

import SQLite

extension Sealer {
    package func seal(text: String?, context: String) throws -> [UInt8]? {
        try text.map { try seal(Array($0.utf8), context: context) }
    }

    package func openText(_ sealed: [UInt8]?, context: String) throws -> String? {
        try sealed.map { String(decoding: try open($0, context: context), as: UTF8.self) }
    }
}
