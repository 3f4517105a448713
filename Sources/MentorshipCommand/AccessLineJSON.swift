// A request's log line as JSON, byte by byte into the log: it is written at every request, so that
// a String for each of its parts would be most of what a small answer costs.

import HTTP
import JSON
import MentorshipService

enum AccessLineJSON {
    /// Bytes of all names and numbers together, with some to spare.
    private static let frameBytes = 320

    static func write(_ line: AccessLine, to sink: LogSink) {
        let inner = line.inner.map(quoted)
        let texts =
            line.requestID.utf8.count + (line.trace?.utf8.count ?? 0) + line.route.utf8.count
            + line.actor.utf8.count + line.peer.utf8.count + (inner?.count ?? 0)
        sink.write(atMost: frameBytes + texts) { out, stamp in
            out.append(static: "{\"time\":\"")
            stamp.write(line.time, to: &out)
            out.append(
                static: line.status >= 500
                    ? "\",\"level\":\"error\",\"event\":\"request\",\"request_id\":\""
                    : "\",\"level\":\"info\",\"event\":\"request\",\"request_id\":\"")
            // Nothing here needs an escape: ids, patterns and addresses have neither quotes nor
            // controls in them.
            out.append(line.requestID)
            if let trace = line.trace {
                out.append(static: "\",\"traceparent\":\"")
                out.append(trace)
            }
            out.append(static: "\",\"method\":\"")
            out.append(line.method.rawValue)
            out.append(static: "\",\"route\":\"")
            out.append(line.route)
            out.append(static: "\",\"status\":")
            out.appendDecimal(line.status)
            out.append(static: ",\"us\":")
            out.appendDecimal(Int(clamping: line.nanoseconds / 1000))
            out.append(static: ",\"actor\":\"")
            out.append(line.actor)
            out.append(static: "\",\"peer\":\"")
            out.append(line.peer)
            out.append(static: "\"")
            if let inner {
                out.append(static: ",\"inner\":")
                out.append(inner)
            }
            out.append(static: "}")
        }
    }

    /// An error's own words, which may hold anything.
    private static func quoted(_ text: String) -> [UInt8] {
        var json = JSONWriter()
        json.string(text)
        return json.bytes
    }
}
