// How a place in a document is written (RFC 6901), for answers that point into a body. Only writes
// pointers; nothing here looks anything up.

package enum JSONPointer {
    /// A name as one reference token: "~" and "/" are escaped (§3).
    package static func escaped(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") })
        else { return name }
        var escaped = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
