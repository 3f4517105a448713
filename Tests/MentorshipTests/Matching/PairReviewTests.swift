// Reviews of a run's pairs: whatever is swapped and undone, no mentor is given away twice.

import Mentorship
import Testing

@Suite struct PairReviewTests {
    private static let mentees: [ID<Person>] = [Cast.id(81), Cast.id(82), Cast.id(83)]
    private static let mentors: [ID<Person>] = [Cast.id(91), Cast.id(92), Cast.id(93)]

    private static func pair(_ index: Int, _ review: PairReview? = nil) -> ReviewedPair {
        ReviewedPair(
            computed: PairOfPeople(mentor: mentors[index], mentee: mentees[index]),
            review: review)
    }

    @Test func `a swap changes both, and only what can be undone is undone`() throws {
        let first = try Self.pair(0).swapping(with: Self.pair(1))
        #expect(first.map(\.mentor) == [Self.mentors[1], Self.mentors[0]])
        let (one, two) = (Self.pair(0, first[0]), Self.pair(1, first[1]))
        let both = try one.undoesBoth(beside: two)
        #expect(both)
        let second = try two.swapping(with: Self.pair(2))
        #expect(second.map(\.mentor) == [Self.mentors[2], Self.mentors[0]])
        let stands = refusal { () throws(Failure) in
            _ = try one.undoesBoth(beside: Self.pair(1, second[0]))
        }
        #expect(stands == "swap_stands", "the other was swapped on")
        let back = refusal { () throws(Failure) in
            _ = try Self.pair(1, second[0]).undoesBoth(beside: Self.pair(2, second[1]))
        }
        #expect(back == "swap_stands", "the first mentee has what the second was computed")
        let locked = try Self.pair(
            1, PairReview(of: Self.mentees[1], .locked, mentor: Self.mentors[1])
        ).undoesBoth(beside: nil)
        #expect(!locked)
    }

    @Test func `what is rejected or has the same mentor is not swapped`() {
        let rejected = Self.pair(
            0, PairReview(of: Self.mentees[0], .rejected, mentor: Self.mentors[0], reason: .level))
        let same = ReviewedPair(
            computed: PairOfPeople(mentor: Self.mentors[1], mentee: Self.mentees[2]), review: nil)
        let codes = [
            refusal { () throws(Failure) in _ = try rejected.swapping(with: Self.pair(1)) },
            refusal { () throws(Failure) in _ = try Self.pair(1).swapping(with: same) },
        ]
        #expect(codes == ["rejected", "same_mentor"])
    }

    @Test(arguments: 0..<100)
    func `however often they are swapped and undone, each mentor is had as often as before`(
        seed: Int
    ) throws {
        var dice = Dice(seed: UInt64(seed))
        var reviews: [ID<Person>: PairReview] = [:]
        func current(_ index: Int) -> ReviewedPair {
            Self.pair(index, reviews[Self.mentees[index]])
        }
        for _ in 0..<30 {
            let (one, other) = (Int(dice.next() % 3), Int(dice.next() % 3))
            if one != other, dice.next() % 2 == 0 {
                for review in (try? current(one).swapping(with: current(other))) ?? [] {
                    reviews[review.mentee] = review
                }
            } else if let review = reviews[Self.mentees[one]] {
                let partner = review.swappedWith.flatMap { Self.mentees.firstIndex(of: $0) }
                let beside = partner.map(current)
                guard let both = try? current(one).undoesBoth(beside: beside) else { continue }
                reviews[Self.mentees[one]] = nil
                if both, let partner { reviews[Self.mentees[partner]] = nil }
            }
            #expect(Set((0..<3).map { current($0).mentor }).count == 3, "seed \(seed)")
        }
    }
}
