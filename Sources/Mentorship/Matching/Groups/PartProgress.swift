// How far a search is that looks at parts of unlike size: what is told moves on while one part is
// looked at. Says nothing of how long the rest takes.

/// Each time that the search asks whether to go on, it is told to be somewhat nearer to the end of
/// its part, however often that is.
struct PartProgress {
    private static let steps = 10_000
    private static let askedUsually = 100
    private var part = -1
    private var asked = 0

    mutating func note(_ done: Int, _ total: Int, _ progress: Assignment.Progress) -> Bool {
        (part, asked) = done == part ? (part, asked + 1) : (done, 0)
        let within = Self.steps * asked / (asked + Self.askedUsually)
        let all = total * Self.steps
        return progress(min(done * Self.steps + within, all), all)
    }
}
