import Testing

@Suite struct LibraryTestsPlaceholder { @Test func nothing() { #expect(1 == 1) } }
