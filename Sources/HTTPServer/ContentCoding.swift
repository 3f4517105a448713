// Whether an answer may be gzipped, and what that changes in its header: pure rules over bytes and
// values. Never compresses anything (Gzip does).

import HTTP

enum ContentCoding {
    /// Set inside an entity tag's quotes: a tag names a representation, and the gzipped one is
    /// another (RFC 9110 §8.8.3.3).
    static let tagSuffix = "+gzip"

    /// By the media type, unless the answer has its coding already or must keep it.
    static func isCompressible(_ lines: HeaderLines) -> Bool {
        lines.traits.isTextual && !lines.traits.keepsCoding
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
        guard response.headers.traits.hasEntityTag else { return }
        var lines = HeaderLines()
        for header in response.headers {
            let isTag = header.isNamed("etag") && header.value.hasSuffix("\"")
            lines.append(
                isTag
                    ? Response.Header(header.name, header.value.dropLast() + tagSuffix + "\"")
                    : header)
        }
        response.headers = lines
    }
}
