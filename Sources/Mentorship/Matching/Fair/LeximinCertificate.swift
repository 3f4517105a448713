// The proof that nobody worse off could be better off, and its checker, which shares no code with
// the search: prices that are vectors, compared place by place. Never repairs one.

/// A pair is worth a vector: 1 in the place of pairs, then −1 in the place of its own score, the
/// worst score's place first. The greatest sum of such vectors, the first place before the second
/// and so on, is the most pairs and, among those, the ascending vector of scores that is
/// lexicographically greatest. Vectors so compared are an ordered group, and duality needs no more
/// (Isermann, OR Spektrum 4, 1982): if each price is at least 0, if the prices of mentee and mentor
/// together cover what their pair is worth, and if all prices (a mentor's counted once for each
/// open place) add up to what the chosen pairs are worth, then no other choice is better.
/// Pinned pairs and their places stand outside.
package struct LeximinCertificate: Sendable, Equatable {
    /// One entry of a price that is not 0: place 0 counts pairs, place k those at `levels[k − 1]`.
    package struct Term: Sendable, Equatable {
        package let place: Int
        package let amount: Int64

        package init(place: Int, amount: Int64) {
            self.place = place
            self.amount = amount
        }
    }

    /// The scores that occur among the chosen pairs, ascending. Any other score has a place of its
    /// own between them, where all prices are 0.
    package let levels: [Int64]
    package let menteePrices: [[Term]]
    package let mentorPrices: [[Term]]
    /// What the chosen pairs are worth, place by place: their number, then less how many there are
    /// at each level. The prices add up to the same.
    package let worth: [Int128]

    package init(
        levels: [Int64], menteePrices: [[Term]], mentorPrices: [[Term]], worth: [Int128]
    ) {
        self.levels = levels
        self.menteePrices = menteePrices
        self.mentorPrices = mentorPrices
        self.worth = worth
    }

    /// Throws `unproven` unless these partners are allowed and this certificate proves them the
    /// fairest; answers what they amount to, pinned pairs included.
    @discardableResult
    package func check(
        _ partners: [Int32], of problem: Assignment.Problem,
        progress: Assignment.Progress = { _, _ in true }
    ) throws(Assignment.Refusal) -> PairsMade {
        let made = try PairsMade(partners, of: problem)
        guard menteePrices.count == problem.menteeCount,
            mentorPrices.count == problem.mentorCount, worth.count == levels.count + 1,
            zip(levels, levels.dropFirst()).allSatisfy({ $0 < $1 })
        else { throw .unproven("The certificate is for another problem.") }
        guard menteePrices.allSatisfy(isPrice), mentorPrices.allSatisfy(isPrice) else {
            throw .unproven("A price is negative.")
        }
        guard try sumOfPairs(made) == worth else {
            throw .unproven("The pairs are not worth what is claimed.")
        }
        guard sumOfPrices(problem, made) == worth else {
            throw .unproven("The prices do not add up to the value of the pairs.")
        }
        try checkCover(problem, progress)
        return made
    }

    /// In order, within the places there are, and at least 0: the first entry decides.
    private func isPrice(_ price: [Term]) -> Bool {
        guard let first = price.first else { return true }
        return first.amount > 0 && first.place >= 0
            && price.allSatisfy { $0.place <= levels.count && $0.amount != 0 }
            && zip(price, price.dropFirst()).allSatisfy { $0.place < $1.place }
    }

    private func sumOfPairs(_ made: PairsMade) throws(Assignment.Refusal) -> [Int128] {
        var sum = [Int128](repeating: 0, count: levels.count + 1)
        for score in made.chosenScores {
            let position = position(of: score)
            guard position & 1 == 0 else { throw .unproven("A level is missing.") }
            sum[0] += 1
            sum[position / 2] -= 1
        }
        return sum
    }

    private func sumOfPrices(_ problem: Assignment.Problem, _ made: PairsMade) -> [Int128] {
        var sum = [Int128](repeating: 0, count: levels.count + 1)
        for (mentee, price) in menteePrices.enumerated() where problem.pinned[mentee] < 0 {
            for term in price { sum[term.place] += Int128(term.amount) }
        }
        for (mentor, price) in mentorPrices.enumerated() {
            // A mentor with more places than mentees has room, hence price 0: the cap changes
            // nothing in a true proof.
            let places = Int128(min(made.openPlaces[mentor], problem.menteeCount))
            for term in price { sum[term.place] += Int128(term.amount) * places }
        }
        return sum
    }

    private func checkCover(
        _ problem: Assignment.Problem, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        for mentee in 0..<problem.menteeCount where problem.pinned[mentee] < 0 {
            guard mentee & 255 != 0 || progress(mentee, problem.menteeCount) else {
                throw .cancelled
            }
            let price = menteePrices[mentee]
            // Rows have runs of equal scores.
            var (score, position) = (Int64(-1), 0)
            for index in problem.rowStarts[mentee]..<problem.rowStarts[mentee + 1] {
                if problem.scores[index] != score {
                    score = problem.scores[index]
                    position = self.position(of: score)
                }
                let mentor = mentorPrices[Int(problem.mentors[index])]
                guard excess(price, mentor, position) >= 0 else {
                    throw .unproven("A candidate pair is worth more than its prices.")
                }
            }
        }
    }

    /// The sign of what the prices of the two are more than a pair with this score is worth.
    func excess(mentee: Int, mentor: Int, score: Int64) -> Int {
        excess(menteePrices[mentee], mentorPrices[mentor], position(of: score))
    }

    /// The same of the mentee's price alone.
    func excess(mentee: Int, score: Int64) -> Int {
        excess(menteePrices[mentee], [], position(of: score))
    }

    /// Twice the place of a score that is among the levels, and odd between two of them.
    private func position(of score: Int64) -> Int {
        var (low, high) = (0, levels.count)
        while low < high {
            let middle = (low + high) / 2
            if levels[middle] < score { low = middle + 1 } else { high = middle }
        }
        let isLevel = low < levels.count && levels[low] == score
        return isLevel ? 2 * low + 2 : 2 * low + 1
    }

    /// The sign of the two prices less the worth of a pair: the first place that is not 0 decides.
    private func excess(_ one: [Term], _ other: [Term], _ position: Int) -> Int {
        var (first, second) = (0, 0)
        var place = 0
        while true {
            var rest: Int128 = place == 0 ? -1 : place == position ? 1 : 0
            if first < one.count, 2 * one[first].place == place {
                rest += Int128(one[first].amount)
                first += 1
            }
            if second < other.count, 2 * other[second].place == place {
                rest += Int128(other[second].amount)
                second += 1
            }
            if rest != 0 { return Int(rest.signum()) }
            var next = place < position ? position : .max
            if first < one.count { next = min(next, 2 * one[first].place) }
            if second < other.count { next = min(next, 2 * other[second].place) }
            if next == .max { return 0 }
            place = next
        }
    }
}
