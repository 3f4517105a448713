// The joint between the server, which knows no routes, and the service, which knows no sockets: one
// for each event loop.

import HTTP
import HTTPServer
import MentorshipService

final class LoopResponder: Responder {
    private let dispatcher: Dispatcher
    private let lines: LogLines
    private let bodyMax: Int

    /// `bodyMax` for routes that name no limit of their own.
    init(_ dispatcher: Dispatcher, lines: LogLines, bodyMax: Int) {
        self.dispatcher = dispatcher
        self.lines = lines
        self.bodyMax = bodyMax
    }

    func admit(_ head: Request) -> Admission {
        switch dispatcher.admit(head) {
        case .success(let rule): .body(limit: rule.bytesMax ?? bodyMax, spool: rule.spools)
        case .failure(let refusal): .refuse(refusal.response)
        }
    }

    func respond(to request: Request, reply: Reply) -> Response? {
        dispatcher.answer(request, later: { { reply.send(making: $0) } })
    }

    func wakeUpEnded() { dispatcher.wakeUpEnded() }

    func refused(_ rejection: Rejection) { lines.rejection(rejection) }

    func drainBegan() { dispatcher.drainBegan() }
}
