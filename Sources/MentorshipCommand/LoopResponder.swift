// The joint between the server, which knows no routes, and the service, which knows no sockets: one
// for each event loop.

import HTTP
import HTTPServer
import MentorshipService

final class LoopResponder: Responder {
    private let dispatcher: Dispatcher
    private let lines: LogLines

    init(_ dispatcher: Dispatcher, lines: LogLines) {
        self.dispatcher = dispatcher
        self.lines = lines
    }

    func admit(_ head: Request) -> Admission {
        switch dispatcher.admit(head) {
        case .success(let rule): .body(limit: rule.bytesMax, spool: rule.spools)
        case .failure(let refusal): .refuse(refusal.response)
        }
    }

    func respond(to request: Request, reply: Reply) {
        dispatcher.respond(to: request) { reply.send($0) }
    }

    func wakeUpEnded() { dispatcher.wakeUpEnded() }

    func refused(_ rejection: Rejection) { lines.rejection(rejection) }

    func drainBegan() {}
}
