// Where to listen, as an operator writes it: HOST:PORT with an IPv4 address, an IPv6 address in
// brackets or a host name. Turns it into a listening socket; never serves anything itself.

import CLinux
import Glibc

package struct ListenAddress: Sendable, Equatable {
    package let host: String
    package let port: UInt16

    package init(parsing text: String) throws(ServerError) {
        guard let colon = text.lastIndex(of: ":") else {
            throw .badAddress(text, "there is no port")
        }
        guard let port = UInt16(text[text.index(after: colon)...]) else {
            throw .badAddress(text, "the port is no number from 0 to 65535")
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw .badAddress(text, "an IPv6 address needs brackets")
        }
        guard !host.isEmpty else { throw .badAddress(text, "there is no host") }
        self.host = String(host)
        self.port = port
    }

    init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// As it was parsed, and as it belongs into a URL.
    package var text: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// Binds and listens. A host name takes the first of its addresses that can be bound, IPv4
    /// first, as most clients of a name like localhost try that one.
    func listen(backlog: Int32, userTimeoutMs: Int64) throws(ServerError) -> Socket {
        var failure = ServerError.unknownHost(text, "no address found")
        for candidate in try candidates() {
            let descriptor = socket(
                candidate.family,
                Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
                    | Int32(SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else {
                failure = .listening(on: text, errno: errno)
                continue
            }
            let listener = Socket(owning: descriptor)
            Self.setOptions(listener, candidate, userTimeoutMs: userTimeoutMs)
            if candidate.bind(to: listener), Glibc.listen(descriptor, backlog) == 0 {
                return listener
            }
            failure = .listening(on: text, errno: errno)
        }
        throw failure
    }

    /// Beyond what is in flight: enough to keep a link busy until the next EPOLLOUT.
    private static let unsentInKernelMax = 128 * 1024

    /// Options of a listener are those of the connections it accepts (tcp(7)): set once here. No
    /// SO_REUSEPORT: a second instance must be refused instead of taking half of the traffic.
    private static func setOptions(
        _ listener: borrowing Socket, _ candidate: Candidate, userTimeoutMs: Int64
    ) {
        listener.set(SOL_SOCKET, SO_REUSEADDR, Int32(1))
        listener.set(Int32(IPPROTO_TCP), TCP_NODELAY, Int32(1))
        // Unacknowledged data ends a connection also when we have closed it already (RFC 5482).
        listener.set(
            Int32(IPPROTO_TCP), TCP_USER_TIMEOUT,
            UInt32(clamping: userTimeoutMs))
        // What a slow reader has not taken waits here, where it is counted and bounded, and not in
        // the kernel, whose memory for all connections would run out (tcp(7), TCP_NOTSENT_LOWAT).
        listener.set(
            Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, UInt32(Self.unsentInKernelMax))
        if candidate.family == AF_INET6 {
            // [::] takes IPv4 clients as well, whatever the system's default is.
            listener.set(
                Int32(IPPROTO_IPV6), IPV6_V6ONLY, Int32(candidate.isAnyIPv6 ? 0 : 1))
        }
    }

    private func candidates() throws(ServerError) -> [Candidate] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        var list: UnsafeMutablePointer<addrinfo>?
        let outcome = getaddrinfo(host, String(port), &hints, &list)
        guard outcome == 0 else {
            throw .unknownHost(text, String(cString: gai_strerror(outcome)))
        }
        defer { freeaddrinfo(list) }
        var found: [Candidate] = []
        var next = list
        while let info = next {
            if let candidate = Candidate(info.pointee) { found.append(candidate) }
            next = info.pointee.ai_next
        }
        return found.filter { $0.family == AF_INET } + found.filter { $0.family != AF_INET }
    }
}

/// One socket address that a host stands for.
private struct Candidate {
    let family: Int32
    private var storage: sockaddr_storage
    private let length: socklen_t

    init?(_ info: addrinfo) {
        guard info.ai_family == AF_INET || info.ai_family == AF_INET6, let address = info.ai_addr,
            Int(info.ai_addrlen) <= MemoryLayout<sockaddr_storage>.size
        else { return nil }
        family = info.ai_family
        length = info.ai_addrlen
        storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(
                from: UnsafeRawBufferPointer(start: address, count: Int(info.ai_addrlen)))
        }
    }

    var isAnyIPv6: Bool {
        guard family == AF_INET6 else { return false }
        return withUnsafeBytes(of: storage) { bytes in
            withUnsafeBytes(of: bytes.load(as: sockaddr_in6.self).sin6_addr) { address in
                address.allSatisfy { $0 == 0 }
            }
        }
    }

    func bind(to listener: borrowing Socket) -> Bool {
        withUnsafePointer(to: storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(listener.descriptor, $0, length) == 0
            }
        }
    }
}

extension Socket {
    /// The port that the system has given, for a listener bound to port 0.
    borrowing func boundPort() -> UInt16? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let outcome = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length)
            }
        }
        guard outcome == 0 else { return nil }
        // sin_port and sin6_port lie at the same place.
        return withUnsafeBytes(of: storage) {
            UInt16(bigEndian: $0.load(as: sockaddr_in.self).sin_port)
        }
    }
}
