// swift-tools-version: 6.2
import PackageDescription

/// Every target is held to the same rules: Swift 6 mode, `any` spelled out, and a file may use a
/// member only of a module that it imports itself (so that an import list tells what a file does).
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let collections: Target.Dependency = .product(name: "Collections", package: "swift-collections")
let arguments: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "mentorship",
    products: [.executable(name: "mentorship", targets: ["MentorshipCommand"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // System libraries, and files of ours that travel inside the binary.
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CEmbedded", cSettings: [.unsafeFlags(["-Wno-c23-extensions"])]),

        // Libraries that know nothing of mentoring.
        .target(name: "JSON", swiftSettings: strict),
        .target(name: "CSV", dependencies: ["JSON"], swiftSettings: strict),
        .target(name: "Threads", dependencies: ["CLinux"], swiftSettings: strict),
        .target(
            name: "SQLite", dependencies: ["CSQLite", "Threads", crypto], swiftSettings: strict),
        .target(name: "HTTP", dependencies: ["JSON"], swiftSettings: strict),
        .target(
            name: "HTTPServer", dependencies: ["HTTP", "Threads", "CLinux", "CZlib", logging],
            swiftSettings: strict),

        // The two floors: what is true, and what we do.
        .target(name: "Mentorship", dependencies: [collections], swiftSettings: strict),
        .target(
            name: "MentorshipService",
            dependencies: [
                "Mentorship", "HTTP", "JSON", "CSV", "SQLite", "Threads", "CEmbedded", crypto,
                logging,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "MentorshipCommand",
            dependencies: [
                "MentorshipService", "Mentorship", "HTTPServer", "HTTP", "JSON", "CSV", "SQLite",
                "Threads", "CLinux", crypto, logging, arguments,
            ],
            swiftSettings: strict),

        // Tests by cost.
        .testTarget(name: "MentorshipTests", dependencies: ["Mentorship"], swiftSettings: strict),
        .testTarget(
            name: "LibraryTests", dependencies: ["JSON", "CSV", "HTTP", "SQLite", "CSQLite"],
            swiftSettings: strict),
        .testTarget(
            name: "ServiceTests",
            dependencies: [
                "MentorshipService", "Mentorship", "HTTP", "JSON", "CSV", "SQLite", "CEmbedded",
                yams,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ServerTests", dependencies: ["HTTPServer", "HTTP", "Threads", "CLinux"],
            swiftSettings: strict),
    ]
)
