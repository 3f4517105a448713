// Whom a connection comes from: the text for logs, and what connections and requests are counted
// by. Never a port, and never a name (no resolver is asked).

import CLinux
import Glibc

package struct PeerAddress: Sendable {
    /// IPv4 counts by address, IPv6 by /64: one customer of a network has all of a /64 at hand, so
    /// a count by single addresses would bound nothing (RFC 6177 §2).
    package struct Key: Sendable, Hashable {
        let network: UInt64
        let isIPv6: Bool
    }

    package let key: Key
    /// "127.0.0.1", "::1"; an IPv4 client of a dual socket is written as IPv4.
    package let text: String
    /// The text of what counts as one: the address itself, of IPv6 its network ("2001:db8::/64").
    package let network: String

    init(_ storage: sockaddr_storage) {
        (key, text) = withUnsafeBytes(of: storage) { bytes in
            switch Int32(storage.ss_family) {
            case AF_INET: Self.ipv4(bytes.load(as: sockaddr_in.self).sin_addr)
            case AF_INET6: Self.ipv6(bytes.load(as: sockaddr_in6.self).sin6_addr)
            default: (Key(network: 0, isIPv6: false), "")
            }
        }
        network = key.isIPv6 ? Self.network(of: key) : text
    }

    private static func ipv4(_ address: in_addr) -> (Key, String) {
        (Key(network: UInt64(address.s_addr), isIPv6: false), text(AF_INET, address))
    }

    private static func ipv6(_ address: in6_addr) -> (Key, String) {
        let (high, middle, low) = withUnsafeBytes(of: address) {
            (
                $0.loadUnaligned(as: UInt64.self),
                $0.loadUnaligned(fromByteOffset: 8, as: UInt32.self),
                $0.loadUnaligned(fromByteOffset: 12, as: UInt32.self)
            )
        }
        // ::ffff:a.b.c.d, an IPv4 client of a dual socket (RFC 4291 §2.5.5.2).
        if high == 0, middle == UInt32(0xFFFF).bigEndian { return ipv4(in_addr(s_addr: low)) }
        return (Key(network: high, isIPv6: true), text(AF_INET6, address))
    }

    private static func network(of key: Key) -> String {
        var first = in6_addr()
        withUnsafeMutableBytes(of: &first) { $0.storeBytes(of: key.network, as: UInt64.self) }
        return text(AF_INET6, first) + "/64"
    }

    private static func text<Address>(_ family: Int32, _ address: Address) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            let written = withUnsafeBytes(of: address) {
                inet_ntop(family, $0.baseAddress, start, socklen_t(INET6_ADDRSTRLEN))
            }
            return written == nil ? "" : String(cString: start)
        }
    }
}
