// An error as RFC 9457 writes it: the one form in which anything refused leaves the server, the
// parser's and the router's refusals included. Never carries a person's text or an inner message.

import JSON

package struct Problem: Sendable, Equatable {
    package struct FieldError: Sendable, Equatable {
        /// JSON Pointer (RFC 6901) into the body, or the name of a query parameter or header.
        package let pointer: String
        package let code: String
        package let message: String

        package init(pointer: String, code: String, message: String) {
            self.pointer = pointer
            self.code = code
            self.message = message
        }
    }

    package var status: Int
    /// The slug: `type` is /problems/{code}.
    package var code: String
    package var title: String
    package var detail: String
    package var errors: [FieldError]
    /// Members beyond the standard ones, such as the next free slots of a slot_taken.
    package var extras: [JSON.Member]
    package var headers: [Response.Header]

    package init(
        status: Int, code: String, title: String, detail: String, errors: [FieldError] = [],
        extras: [JSON.Member] = [], headers: [Response.Header] = []
    ) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.errors = errors
        self.extras = extras
        self.headers = headers
    }

    package func response(requestID: String) -> Response {
        var json = JSONWriter()
        json.beginObject()
        json.member("type", "/problems/" + code)
        json.member("title", title)
        json.member("status", status)
        json.member("detail", detail)
        json.member("code", code)
        json.member("request_id", requestID)
        if !errors.isEmpty { writeErrors(into: &json) }
        for extra in extras {
            json.key(text: extra.name)
            json.value(extra.value)
        }
        json.endObject()
        return Response(
            status: status,
            headers: [Response.Header("Content-Type", "application/problem+json")] + headers,
            body: .bytes(json.bytes))
    }

    private func writeErrors(into json: inout JSONWriter) {
        json.key("errors")
        json.beginArray()
        for error in errors {
            json.beginObject()
            json.member("pointer", error.pointer)
            json.member("code", error.code)
            json.member("message", error.message)
            json.endObject()
        }
        json.endArray()
    }
}
