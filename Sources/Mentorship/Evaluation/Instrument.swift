// A questionnaire as data: what is asked, which answers are good, and how answers become scores.
// Holds scoring metadata only; the wording of licensed items stays with those who hold the licence.

package struct Instrument: Sendable, Equatable, Identified {
    package static var idPrefix: String { "instrument" }

    package struct Item: Sendable, Equatable {
        package let key: String
        package let prompt: String
        package let kind: Kind
        package let isRequired: Bool

        package init(
            _ key: String, _ kind: Kind, prompt: String = "", isRequired: Bool = false
        ) {
            self.key = key
            self.prompt = prompt
            self.kind = kind
            self.isRequired = isRequired
        }
    }

    package enum Kind: Sendable, Equatable {
        /// Whole steps from `min` to `max`; a reversed item agrees when the others disagree.
        case scale(min: Int, max: Int, isReversed: Bool)
        case choice([String])
        case number(min: Double?, max: Double?)
        case text(limit: Int)
    }

    /// Items that measure one thing together; scored as a mean on the items' own scale.
    package struct Subscale: Sendable, Equatable {
        package let key: String
        package let items: [String]
        /// The share of the items that must be answered for a score to stand.
        package let minimumAnsweredShare: Double

        package init(_ key: String, _ items: [String], minimumAnsweredShare: Double = 0.8) {
            self.key = key
            self.items = items
            self.minimumAnsweredShare = minimumAnsweredShare
        }
    }

    package enum Answer: Sendable, Equatable {
        case number(Double)
        /// A chosen option or free text.
        case text(String)
    }

    /// Answers by item; what was skipped is not there.
    package typealias Answers = [String: Answer]

    package let items: [Item]
    package let subscales: [Subscale]

    package init(items: [Item], subscales: [Subscale] = []) {
        self.items = items
        self.subscales = subscales
    }

    package func item(_ key: String) -> Item? { items.first { $0.key == key } }
}

// MARK: Validity

extension Instrument {
    /// What is wrong with the instrument itself; empty when it can be used.
    package func problems() -> [Failure.Field] {
        var found: [Failure.Field] = []
        if items.isEmpty { found.append(.init("/items", "empty", "There is nothing to ask.")) }
        for (index, item) in items.enumerated() {
            let pointer = "/items/\(index)"
            if item.key.isEmpty {
                found.append(.init(pointer + "/key", "empty", "An item needs a key."))
            }
            if items[..<index].contains(where: { $0.key == item.key }) {
                found.append(.init(pointer + "/key", "duplicate", "This key is taken."))
            }
            if let problem = item.kind.problem {
                found.append(.init(pointer + problem.member, "not_possible", problem.message))
            }
        }
        for (index, subscale) in subscales.enumerated() {
            found += problems(of: subscale, at: index)
        }
        return found
    }

    private func problems(of subscale: Subscale, at index: Int) -> [Failure.Field] {
        let pointer = "/subscales/\(index)"
        var found: [Failure.Field] = []
        if subscale.key.isEmpty {
            found.append(.init(pointer + "/key", "empty", "A subscale needs a key."))
        }
        if subscales[..<index].contains(where: { $0.key == subscale.key }) {
            found.append(.init(pointer + "/key", "duplicate", "This key is taken."))
        }
        if subscale.items.isEmpty {
            found.append(.init(pointer + "/items", "empty", "A subscale has items."))
        }
        if !(0...1).contains(subscale.minimumAnsweredShare) {
            found.append(
                .init(
                    pointer + "/minimum_answered_share", "out_of_range", "A share is 0 to 1."))
        }
        for (position, key) in subscale.items.enumerated() {
            let pointer = pointer + "/items/\(position)"
            if subscale.items[..<position].contains(key) {
                found.append(.init(pointer, "duplicate", "An item counts once in a subscale."))
            }
            guard case .scale = item(key)?.kind else {
                found.append(.init(pointer, "unknown_item", "No scale item has this key."))
                continue
            }
        }
        return found
    }

    /// What is wrong with somebody's answers, item by item; empty when they can be kept. Whoever
    /// has not finished yet may leave required items open.
    package func problems(
        with answers: Answers, isFinished: Bool = true, pointer: String = "/answers"
    ) -> [Failure.Field] {
        var found: [Failure.Field] = []
        for item in items {
            let place = pointer + "/" + Self.escaped(item.key)
            if let answer = answers[item.key] {
                if let message = item.kind.complaint(about: answer) {
                    found.append(.init(place, "not_an_answer", message))
                }
            } else if item.isRequired, isFinished {
                found.append(.init(place, "required", "This item must be answered."))
            }
        }
        let known = Set(items.map(\.key))
        for key in answers.keys.filter({ !known.contains($0) }).sorted() {
            found.append(
                .init(
                    pointer + "/" + Self.escaped(key), "unknown_item",
                    "The instrument has no such item."))
        }
        return found
    }

    /// A key as a part of a JSON Pointer (RFC 6901 §3).
    static func escaped(_ key: String) -> String {
        var text = ""
        for character in key.unicodeScalars {
            switch character {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}

extension Instrument.Kind {
    fileprivate var problem: (member: String, message: String)? {
        switch self {
        case .scale(let min, let max, _):
            min < max ? nil : ("/max", "A scale ends above its beginning.")
        case .choice(let options):
            options.isEmpty || Set(options).count < options.count
                ? ("/options", "Options are there, and each once.") : nil
        case .number(let min, let max):
            if let min, let max, min > max {
                ("/max", "The greatest number is not below the least.")
            } else {
                nil
            }
        case .text(let limit):
            limit > 0 ? nil : ("/limit", "Some text must fit.")
        }
    }

    fileprivate func complaint(about answer: Instrument.Answer) -> String? {
        switch (self, answer) {
        case (.scale(let min, let max, _), .number(let number)):
            number == number.rounded() && number >= Double(min) && number <= Double(max)
                ? nil : "The answer is a whole number from \(min) to \(max)."
        case (.scale(let min, let max, _), .text):
            "The answer is a whole number from \(min) to \(max)."
        case (.choice(let options), .text(let text)):
            options.contains(text) ? nil : "The answer is one of the options."
        case (.choice, .number): "The answer is one of the options."
        case (.number(let min, let max), .number(let number)):
            number.isFinite && number >= (min ?? number) && number <= (max ?? number)
                ? nil : "The number is out of range."
        case (.number, .text): "The answer is a number."
        case (.text(let limit), .text(let text)):
            text.unicodeScalars.count <= limit
                ? nil : "The text has more than \(limit) characters."
        case (.text, .number): "The answer is text."
        }
    }
}
