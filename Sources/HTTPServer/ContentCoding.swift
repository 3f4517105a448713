// Whether an answer may be gzipped, and what that changes in its header: pure rules over bytes and
// values. Never compresses anything (Gzip does).

import HTTP

enum ContentCoding {
    /// Set inside an entity tag's quotes: a tag names a representation, and the gzipped one is
    /// another (RFC 9110 §8.8.3.3).
    static let tagSuffix = "+gzip"

    /// By the media type. text/event-stream stays plain: its pieces are too small to gain.
    static func isCompressible(_ response: borrowing Response) -> Bool {
        var isTextual = false
        for header in response.headers {
            switch header.name.utf8.count {
            case 12 where header.isNamed("content-type"):
                isTextual = isTextualType(header.value)
            case 16 where header.isNamed("content-encoding"):
                return false
            case 13 where header.isNamed("cache-control") && header.value.contains("no-transform"):
                return false
            default: continue
            }
        }
        return isTextual
    }

    private static func isTextualType(_ value: String) -> Bool {
        if value == "application/json" || value == "application/problem+json" { return true }
        let type = value.prefix { $0 != ";" && $0 != " " }.lowercased()
        return type != "text/event-stream"
            && (type.hasPrefix("text/") || type.hasSuffix("json") || type.hasSuffix("yaml")
                || type == "application/csv")
    }

    // MARK: Entity tags

    /// Whether a 304 must name the gzipped representation, since that is what the client has
    /// (RFC 9110 §15.4.5).
    static func hasGzippedCopy(_ request: borrowing Request) -> Bool {
        guard let value = request.value(of: "if-none-match") else { return false }
        return request.text(value).contains(tagSuffix + "\"")
    }

    /// "3-full" becomes "3-full+gzip", W/"3" becomes W/"3+gzip".
    static func suffixTag(of response: inout Response) {
        for (index, header) in response.headers.enumerated() where header.isNamed("etag") {
            guard header.value.hasSuffix("\"") else { continue }
            response.headers[index] = Response.Header(
                header.name, header.value.dropLast() + tagSuffix + "\"")
        }
    }
}
