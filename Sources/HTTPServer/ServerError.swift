// Why a server could not start: one line that names the address and the way out. Nothing that
// happens after the start is an error of this kind.

import Glibc

package enum ServerError: Error, Sendable {
    /// The text is no HOST:PORT.
    case badAddress(String, String)
    /// The host has no address, says the resolver.
    case unknownHost(String, String)
    case portTaken(String)
    case notPermitted(String)
    case notOurAddress(String)
    case cannotListen(String, String)
    /// The system gave no thread, epoll set or event descriptor.
    case noResources(String)
    /// The program above could not be set up (its database, say); the error is its own.
    case responderFailed(any Error)

    package var message: String {
        switch self {
        case .badAddress(let text, let reason):
            "cannot listen on \"\(text)\": \(reason); write HOST:PORT, such as 127.0.0.1:8080"
                + " or [::1]:8080"
        case .unknownHost(let address, let reason):
            "cannot listen on \(address): \(reason); use an address of this machine"
        case .portTaken(let address):
            "cannot listen on \(address): another program listens there already;"
                + " stop it or choose another port (port 0 takes a free one)"
        case .notPermitted(let address):
            "cannot listen on \(address): not permitted; ports below 1024 need a privilege,"
                + " choose a higher one"
        case .notOurAddress(let address):
            "cannot listen on \(address): this machine has no such address"
        case .cannotListen(let address, let reason):
            "cannot listen on \(address): \(reason)"
        case .noResources(let reason):
            "cannot start: \(reason)"
        case .responderFailed(let error):
            "cannot start: \(error)"
        }
    }

    static func listening(on address: String, errno code: Int32) -> ServerError {
        switch code {
        case EADDRINUSE: .portTaken(address)
        case EACCES, EPERM: .notPermitted(address)
        case EADDRNOTAVAIL: .notOurAddress(address)
        default: .cannotListen(address, String(cString: strerror(code)))
        }
    }
}
