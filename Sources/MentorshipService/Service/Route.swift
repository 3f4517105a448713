// A route as data: method, path, who may use it, which work it is. The route table reads as the
// API's table of contents; the contract test holds it against openapi.yaml in both directions.

import HTTP
import Mentorship

package final class Route: Sendable {
    /// How large a body the route takes, and in which media types.
    package struct BodyRule: Sendable {
        /// Nil for what the operator allows where nothing else is said (`body_max`).
        package var bytesMax: Int?
        package var spools: Bool
        package var mediaTypes: [String]

        /// A profile with every list full is under 40 KiB.
        package static let json = BodyRule(
            bytesMax: nil, spools: false,
            mediaTypes: ["application/json", "application/merge-patch+json"])
        package static let none = BodyRule(bytesMax: nil, spools: false, mediaTypes: [])
    }

    package typealias Read = @Sendable (Call, Reading) throws -> Response
    package typealias Write = @Sendable (inout Call, Writing) throws -> Response

    package enum Work: Sendable {
        /// The same answer for everybody.
        case fixed(Response)
        /// On the event loop, without a look at the store.
        case plain(@Sendable (Call) throws -> Response)
        /// On the event loop that received it: at most 5 ms.
        case read(Read)
        /// On the worker pool: reports, exports, large searches.
        case slowRead(Read)
        /// Decoded on the loop, done on the one writer thread.
        case write(decode: @Sendable (Call) throws -> Write)
    }

    package let method: Method
    package let path: String
    /// The operationId of openapi.yaml.
    package let name: String
    package let access: Access
    package let work: Work
    package let body: BodyRule
    /// What is read here is sensitive: an audit row is committed before the answer leaves.
    package let isAudited: Bool
    /// The answer holds a secret that is shown once and never kept for a repeated request.
    package let isSecret: Bool
    /// Decoding takes longer than an event loop may be held up, such as syncing a large file.
    package let isDecodedAside: Bool
    /// Which calls may take a worker seconds: one of those is answered at a time.
    package let isLong: @Sendable (Call) -> Bool
    /// How metrics name the route: made once, not for each request.
    package let label: String

    package init(
        method: Method, path: String, name: String, access: Access, work: Work,
        body: BodyRule = .none, isAudited: Bool = false, isSecret: Bool = false,
        isDecodedAside: Bool = false, isLong: @escaping @Sendable (Call) -> Bool = { _ in false }
    ) {
        self.method = method
        self.path = path
        self.name = name
        self.access = access
        self.work = work
        self.body = body
        self.isAudited = isAudited
        self.isSecret = isSecret
        self.isDecodedAside = isDecodedAside
        self.isLong = isLong
        label = method.rawValue + " " + path
    }
}

// MARK: How rooms write their routes

extension Route {
    package static func get(
        _ path: String, _ name: String, _ access: Access, read: @escaping Read
    ) -> Route {
        Route(method: .get, path: path, name: name, access: access, work: .read(read))
    }

    package static func get(
        _ path: String, _ name: String, _ access: Access,
        plain: @escaping @Sendable (Call) throws -> Response
    ) -> Route {
        Route(method: .get, path: path, name: name, access: access, work: .plain(plain))
    }

    package static func get(
        _ path: String, _ name: String, _ access: Access, always response: Response
    ) -> Route {
        Route(method: .get, path: path, name: name, access: access, work: .fixed(response))
    }

    package static func get(
        _ path: String, _ name: String, _ access: Access, slowRead: @escaping Read
    ) -> Route {
        Route(method: .get, path: path, name: name, access: access, work: .slowRead(slowRead))
    }

    /// A write with a JSON body: `input` is read on the loop, `write` is done on the writer thread.
    package static func write<Input: Sendable>(
        _ method: Method, _ path: String, _ name: String, _ access: Access,
        input: @escaping @Sendable (Call) throws -> Input,
        write: @escaping @Sendable (Input, inout Call, Writing) throws -> Response
    ) -> Route {
        Route(
            method: method, path: path, name: name, access: access,
            work: .write { call in
                try Parameters.none(call)
                let input = try input(call)
                return { call, transaction in try write(input, &call, transaction) }
            },
            body: .json)
    }

    /// A write that needs no body; one that comes must be an empty object. `query`: where its own
    /// parameters are checked.
    package static func write(
        _ method: Method, _ path: String, _ name: String, _ access: Access,
        query: @escaping @Sendable (Call) throws -> Void = { try Parameters.none($0) },
        write: @escaping Write
    ) -> Route {
        Route(
            method: method, path: path, name: name, access: access,
            work: .write { call in
                try query(call)
                try Input.nothing(call)
                return write
            },
            body: .json)
    }

    package func audited() -> Route { with(isAudited: true) }

    package func secret() -> Route { with(isSecret: true) }

    package func body(_ rule: BodyRule) -> Route { with(body: rule) }

    /// For slow reads that solve something: one of them is answered at a time.
    package func inTurn(_ isLong: @escaping @Sendable (Call) -> Bool = { _ in true }) -> Route {
        with(isLong: isLong)
    }

    private func with(
        body: BodyRule? = nil, isAudited: Bool? = nil, isSecret: Bool? = nil,
        isLong: (@Sendable (Call) -> Bool)? = nil
    ) -> Route {
        Route(
            method: method, path: path, name: name, access: access, work: work,
            body: body ?? self.body, isAudited: isAudited ?? self.isAudited,
            isSecret: isSecret ?? self.isSecret, isDecodedAside: isDecodedAside,
            isLong: isLong ?? self.isLong)
    }
}
