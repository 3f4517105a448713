// In which format a collection is answered: JSON pages, or the whole of it as a sheet or as lines
// of JSON. The one place where a list negotiates (RFC 9110 §12.5.1).

import HTTP

package enum Collection {
    package enum Format: String, Sendable, CaseIterable {
        case json = "application/json"
        case csv = "text/csv"
        case ndjson = "application/x-ndjson"

        package var contentType: String {
            self == .csv ? "text/csv; charset=utf-8; header=present" : rawValue
        }

        /// How a file of it is called.
        package var suffix: String {
            switch self {
            case .json: "json"
            case .csv: "csv"
            case .ndjson: "ndjson"
            }
        }
    }

    /// Every answer of a collection says that another Accept would have given another one.
    package static let vary = Response.Header("Vary", "Accept")

    /// What the request would rather have; 406 when it takes nothing that there is.
    package static func format(_ call: Call) throws -> Format {
        let offered = Format.allCases.map(\.rawValue)
        guard let type = call.request.mediaType(among: offered), let format = Format(rawValue: type)
        else { throw RoutingError.notAcceptable(offered) }
        return format
    }
}

extension Response {
    /// The same answer, marked as one of several representations.
    package func varying() -> Response {
        var response = self
        response.headers.append(Collection.vary)
        return response
    }
}
