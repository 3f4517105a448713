// An instrument as JSON: read from a request or from its column by the same reader, and written
// back. What makes an instrument good is the rule's to say; here are only its form and its limits.

import JSON
import Mentorship

/// What staff write.
package struct InstrumentDraft: Sendable {
    package let key: String
    package let title: String
    package let licence: String?
    package let source: String?
    package let instrument: Instrument
}

package enum InstrumentDocument {
    private enum KindName: String, CaseIterable {
        case scale, choice, number, text
    }

    package static func draft(_ input: inout Input) throws -> InstrumentDraft {
        let key = key(&input)
        let title = input.line("title", limit: EvaluationLimits.title)
        if title == nil { input.refuseMissing("title") }
        let licence = input.line("licence", limit: EvaluationLimits.note)
        let source = input.line("source", limit: EvaluationLimits.note)
        let instrument = try instrument(&input)
        try input.finish()
        let problems = instrument.problems()
        if !problems.isEmpty { throw Failure.invalid(problems) }
        return InstrumentDraft(
            key: key, title: try title.required(), licence: licence, source: source,
            instrument: instrument)
    }

    /// Items and subscales, as they stand in the store.
    package static func stored(items: String, subscales: String) throws -> Instrument {
        func parse(_ column: String) -> JSON {
            (try? JSON(parsing: Array(column.utf8))) ?? .null
        }
        let document = JSON.object([
            JSON.Member("items", parse(items)), JSON.Member("subscales", parse(subscales)),
        ])
        do {
            var input = try Input(object: document)
            let instrument = try instrument(&input)
            try input.finish()
            return instrument
        } catch {
            throw StoredValueError(column: "instruments.items")
        }
    }

    // MARK: Reading

    private static func instrument(_ input: inout Input) throws(Failure) -> Instrument {
        let items = try input.objects("items", countMax: EvaluationLimits.items, read: item)
        if items == nil { input.refuseMissing("items") }
        let subscales = try input.objects(
            "subscales", countMax: EvaluationLimits.subscales, read: subscale)
        return Instrument(items: items ?? [], subscales: subscales ?? [])
    }

    private static func item(_ input: inout Input) throws(Failure) -> Instrument.Item? {
        let key = key(&input)
        let wording = input.line("text", limit: EvaluationLimits.wording)
        let isRequired = input.flag("required") ?? false
        guard let name = input.requiredChoice("kind", KindName.self) else { return nil }
        guard let kind = kind(name, &input) else { return nil }
        return Instrument.Item(key, kind, prompt: wording ?? "", isRequired: isRequired)
    }

    private static func kind(_ name: KindName, _ input: inout Input) -> Instrument.Kind? {
        switch name {
        case .scale:
            let least = input.requiredInteger("min", EvaluationLimits.scale)
            let most = input.requiredInteger("max", EvaluationLimits.scale)
            if most - least >= EvaluationLimits.steps {
                input.refuse(
                    "max", "too_many_steps",
                    "A scale has at most \(EvaluationLimits.steps) steps; use a number.")
            }
            return .scale(min: least, max: most, isReversed: input.flag("reversed") ?? false)
        case .choice:
            let options = input.lines(
                "options", countMax: EvaluationLimits.options, limit: EvaluationLimits.option)
            return .choice(options)
        case .number:
            let range = Double(-Int64(1) << 53)...Double(Int64(1) << 53)
            return .number(min: input.number("min", range), max: input.number("max", range))
        case .text:
            let limit = input.integer("max_length", 1...EvaluationLimits.text)
            return .text(limit: limit ?? EvaluationLimits.text)
        }
    }

    private static func subscale(_ input: inout Input) throws(Failure) -> Instrument.Subscale? {
        let key = key(&input)
        let items = input.texts(
            "items", countMax: EvaluationLimits.items, lengthMax: EvaluationLimits.key)
        let share = input.number("minimum_answered_share", 0...1)
        guard let share else { return Instrument.Subscale(key, items ?? []) }
        return Instrument.Subscale(key, items ?? [], minimumAnsweredShare: share)
    }

    /// Keys stand in pointers, queries and sheets: letters, digits and "_-." need no escapes there.
    private static func key(_ input: inout Input) -> String {
        let key = input.requiredText("key", max: EvaluationLimits.key)
        let isPlain = key.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x2E || byte == 0x5F
        }
        if !isPlain {
            input.refuse("key", "not_a_key", "A key has letters a to z, digits, and _ - . only.")
        }
        return key
    }
}

// MARK: Writing

extension Instrument {
    package var itemsColumn: String { column { writeItems(into: &$0) } }

    package var subscalesColumn: String { column { writeSubscales(into: &$0) } }

    private func column(_ write: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter(capacity: 2048)
        write(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private func writeItems(into json: inout JSONWriter) {
        json.beginArray()
        for item in items { item.write(into: &json) }
        json.endArray()
    }

    private func writeSubscales(into json: inout JSONWriter) {
        json.beginArray()
        for subscale in subscales {
            json.beginObject()
            json.member("key", subscale.key)
            json.array("items", subscale.items)
            json.member("minimum_answered_share", subscale.minimumAnsweredShare)
            json.endObject()
        }
        json.endArray()
    }
}

extension Instrument.Item {
    fileprivate func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("key", key)
        json.member("text", prompt.isEmpty ? nil : prompt)
        json.member("required", isRequired)
        json.member("kind", kind.name)
        switch kind {
        case .scale(let min, let max, let isReversed):
            json.member("min", min)
            json.member("max", max)
            json.member("reversed", isReversed)
        case .choice(let options): json.array("options", options)
        case .number(let min, let max):
            json.member("min", min)
            json.member("max", max)
        case .text(let limit): json.member("max_length", limit)
        }
        json.endObject()
    }
}

extension Instrument.Kind {
    package var name: String {
        switch self {
        case .scale: "scale"
        case .choice: "choice"
        case .number: "number"
        case .text: "text"
        }
    }
}
