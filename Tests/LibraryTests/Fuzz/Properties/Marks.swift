// Texts that every reader here refuses for what comparing them would cost (StreamSafeText), found in
// another way than the readers find them.

enum Marks {
    /// More than 30 combining marks in a row (UAX #15 §13).
    static func areEndless(_ text: String) -> Bool {
        text.unicodeScalars
            .split { $0.properties.canonicalCombiningClass == .notReordered }
            .contains { $0.count > 30 }
    }
}
