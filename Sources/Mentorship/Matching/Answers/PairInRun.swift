// Why two people are not a pair in a run: what they would have scored, who has the mentor's places
// instead, what each was given, and what the whole would lose if the two were put together all the
// same. Never overrules what rules them out.

package struct PairInRun: Sendable, Equatable {
    package struct Holder: Sendable, Equatable {
        package let mentee: String
        package let score: Int
        package let isLocked: Bool
    }

    /// The run solved again with this pair fixed beforehand.
    package enum Forced: Sendable, Equatable {
        case possible(difference: Worth, changes: [MentorChange])
        /// Why not even a lock could make them a pair.
        case impossible(String)
    }

    package let isChosen: Bool
    package let forbidden: [Forbidden]
    package let explanation: Explanation
    /// Among equals who meet in pairs: the same with the two exchanged.
    package var back: Explanation? = nil
    package let places: Int
    /// The highest score first.
    package let holders: [Holder]
    /// Whom the mentee has, and what they score there; of several the one who scores least.
    package let given: Holder?
    package let givenMentor: String?
    package let forced: Forced
    /// What nothing with the two together has more than the run, where a search for groups or
    /// circles was cut short; nil where the difference is exact.
    package var atMost: Worth? = nil
}

extension SettledRun {
    /// Nil unless both take part.
    package func pair(
        mentee menteeID: String, mentor mentorID: String, inputs: MatchRun.Inputs,
        progress: MatchRun.Report = { _ in true }
    ) throws(Assignment.Refusal) -> PairInRun? {
        guard let mentee = mentee(menteeID), let mentor = mentor(mentorID) else { return nil }
        let given = self.mentor(of: mentee)
        return PairInRun(
            isChosen: given == mentor,
            forbidden: compatibility.forbidden(mentee: mentee, mentor: mentor),
            explanation: compatibility.explanation(mentee: mentee, mentor: mentor),
            places: problem.capacities[mentor], holders: holders(of: mentor),
            given: given.map { holder(mentee, at: $0) },
            givenMentor: given.map { compatibility.mentors[$0].id },
            forced: try forced(mentee, mentor, inputs, progress))
    }

    private func holder(_ mentee: Int, at mentor: Int) -> PairInRun.Holder {
        .init(
            mentee: compatibility.mentees[mentee].id, score: score(mentee, mentor),
            isLocked: isLocked(mentee))
    }

    private func holders(of mentor: Int) -> [PairInRun.Holder] {
        let held = byID(compatibility.mentees).filter { self.mentor(of: $0) == mentor }
        // Stable: of equal scores by id.
        return held.map { holder($0, at: mentor) }.enumerated()
            .sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }
            .map(\.element)
    }

    private func forced(
        _ mentee: Int, _ mentor: Int, _ inputs: MatchRun.Inputs, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> PairInRun.Forced {
        if self.mentor(of: mentee) == mentor {
            return .possible(difference: .nothing, changes: [])
        }
        if isLocked(mentee) { return .impossible("The mentee is locked to somebody else.") }
        let barriers = compatibility.forbidden(mentee: mentee, mentor: mentor)
        if let reason = barriers.first(where: { !$0.yieldsToLock }) {
            return .impossible("The mentor \(reason.words).")
        }
        var locked = inputs
        locked.locks.append(
            NamedPair(
                mentee: compatibility.mentees[mentee].id,
                mentor: compatibility.mentors[mentor].id))
        do throws(Assignment.Refusal) {
            let other = try MatchRun.settle(
                locked, objective: objective, favouring: favouring, seed: seed,
                progress: progress)
            return .possible(difference: difference(to: other), changes: changes(to: other))
        } catch {
            guard case .infeasible = error else { throw error }
            return .impossible("Locks hold every place of the mentor, or there is none.")
        }
    }
}
