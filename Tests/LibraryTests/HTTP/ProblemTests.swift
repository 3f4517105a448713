// Errors as RFC 9457 writes them, and the small questions a response answers.

import HTTP
import JSON
import Testing

@Suite struct ProblemTests {
    private func text(_ response: Response) -> String {
        String(decoding: response.bytes, as: UTF8.self)
    }

    @Test func `a problem has all its members, in their order`() {
        let problem = Problem(
            status: 409, code: "slot_taken", title: "Slot taken", detail: "It is gone.",
            errors: [.init(pointer: "/start", code: "taken", message: "is taken")],
            extras: [JSON.Member("next", .array([.string("10:00")]))],
            headers: [.init("Retry-After", "5")])
        let response = problem.response(requestID: "r1")
        #expect(response.status == 409)
        #expect(response.header("content-type") == "application/problem+json")
        #expect(response.header("retry-after") == "5")
        #expect(
            text(response) == """
                {"type":"/problems/slot_taken","title":"Slot taken","status":409,\
                "detail":"It is gone.","code":"slot_taken","request_id":"r1",\
                "errors":[{"pointer":"/start","code":"taken","message":"is taken"}],\
                "next":["10:00"]}
                """)
    }

    @Test func `a refusal's problem never has the input in it`() {
        let response = Refusal.malformedTarget.problem.response(requestID: "r2")
        #expect(
            text(response) == """
                {"type":"/problems/malformed_target","title":"Malformed request target",\
                "status":400,"detail":"The target has a character or a form that RFC 9112 does \
                not allow there.","code":"malformed_target","request_id":"r2"}
                """)
        #expect(
            Refusal.tooManyConnections.problem.response(requestID: "").header("Retry-After") == "5")
    }

    @Test func `a response answers for its fields and its bytes`() {
        let json = Response.json([0x7B, 0x7D], status: 201, headers: [.init("ETag", "\"1\"")])
        #expect(json.status == 201 && json.header("etag") == "\"1\"" && json.bytes == [0x7B, 0x7D])
        #expect(json.header("x") == nil)
        #expect(Response(status: 200, body: .stream(ResponseStream())).bytes.isEmpty)
    }

    @Test func `a spooled body has no bytes in memory`() throws {
        var request = try Request.make(.post, "/")
        request.body = .file(path: "/tmp/x", count: 3)
        #expect(request.bytes.isEmpty)
    }
}
