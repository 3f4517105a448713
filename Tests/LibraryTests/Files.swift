// Files beside the tests: cases and kept inputs that other tools read too.

import Foundation

enum Files {
    /// A file or folder under Tests.
    static func tests(_ path: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: path)
    }

    /// What stands in a folder, by name.
    static func contents(of folder: URL) throws -> [(name: String, bytes: [UInt8])] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
            (name, Array(try Data(contentsOf: folder.appending(path: name))))
        }
    }
}
