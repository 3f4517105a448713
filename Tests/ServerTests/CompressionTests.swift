// gzip as a client meets it: only where it was asked for and gains something, with the fields that
// caches need, and unpacked to the same bytes.

import CZlib
import HTTP
import HTTPServer
import Testing

@Suite struct CompressionTests {
    private func get(_ path: String, _ fields: String = "Accept-Encoding: gzip") -> String {
        "GET \(path) HTTP/1.1\r\nHost: x\r\n\(fields)\r\n\r\n"
    }

    private func unpack(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var source = bytes
        var outcome = Z_OK
        let unpacked = source.withUnsafeMutableBufferPointer { source in
            [UInt8](unsafeUninitializedCapacity: 4_000_000) { target, count in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                outcome = inflate(&stream, Z_FINISH)
                count = target.count - Int(stream.avail_out)
            }
        }
        return outcome == Z_STREAM_END ? unpacked : nil
    }

    @Test func `a large textual answer is gzipped for who takes it`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        for size in [1000, 5000, 2_000_000] {
            try client.send(get("/json/\(size)"))
            let answer = try client.receive()
            #expect(answer.field("content-encoding") == "gzip")
            #expect(answer.field("vary") == "Accept-Encoding")
            #expect(answer.field("etag") == "\"3-full+gzip\"")
            #expect(answer.body.count < size / 5)
            let unpacked = try #require(unpack(answer.body))
            #expect(unpacked.count == size)
            #expect(unpacked.dropFirst().dropLast().allSatisfy { $0 == 0x31 })
        }
    }

    @Test(arguments: [
        ("/json/999", "Accept-Encoding: gzip", "Accept-Encoding"),
        ("/json/5000", "Accept-Encoding: br", "Accept-Encoding"),
        ("/json/5000", "Accept-Encoding: gzip;q=0", "Accept-Encoding"),
        ("/json/5000", "A: b", "Accept-Encoding"),
        ("/large/5000", "Accept-Encoding: gzip", nil),
    ])
    func `stays plain otherwise`(_ path: String, _ fields: String, _ vary: String?) throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        try client.send(get(path, fields))
        let answer = try client.receive()
        #expect(answer.field("content-encoding") == nil)
        #expect(answer.field("vary") == vary)
        #expect(answer.field("etag")?.contains("gzip") != true)
        #expect(answer.body.count == Int(path.split(separator: "/")[1]))
    }

    @Test func `an unchanged answer bears the tag of the copy that the client has`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        for tag in ["\"3-full+gzip\"", "\"3-full\""] {
            try client.send(get("/tag", "Accept-Encoding: gzip\r\nIf-None-Match: \(tag)"))
            let answer = try client.receive()
            #expect(answer.status == 304)
            #expect(answer.field("etag") == tag)
        }
    }

    @Test func `a body that stays the same is never taken for another`() throws {
        let server = try TestServer(loops: 1)
        defer { server.stop() }
        let client = try server.client()
        for path in ["/same/0", "/same/0", "/same/1", "/same/0", "/json/200000", "/same/1"] {
            try client.send(get(path))
            let answer = try client.receive()
            #expect(answer.field("content-encoding") == "gzip")
            let unpacked = try #require(unpack(answer.body))
            #expect(unpacked.count == 200_000)
            let digit = UInt8(ascii: path == "/same/0" ? "0" : "1")
            #expect(unpacked.dropFirst().dropLast().allSatisfy { $0 == digit }, "\(path)")
        }
    }

    @Test func `a stream is gzipped piece by piece`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        for (pieces, size) in [(50, 20_000), (0, 1), (3, 1)] {
            try client.send(get("/stream/\(pieces)/\(size)"))
            let answer = try client.receive()
            #expect(answer.field("content-encoding") == "gzip")
            let unpacked = try #require(unpack(answer.body))
            #expect(unpacked.count == pieces * size)
        }
        // Server-sent events gain nothing.
        try client.send(get("/open"))
        #expect(eventually { server.record.read { $0.streams.count } == 4 })
        server.record.read { $0.streams[3] }.finish()
        #expect(try client.receive().field("content-encoding") == nil)
    }
}
