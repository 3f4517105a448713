// A mentor's places as a coordinator counts them: how many there are, and what has become of each.

package struct MentorPlaces: Sendable, Equatable {
    /// As the mentor says; an equal has one.
    package let stated: Int
    /// By relationships that are not closed.
    package let taken: Int
    /// Somebody was asked, and has not answered.
    package let offered: Int
    /// For whom nobody was asked yet. Fewer than the rest of those stated where a group is full, or
    /// another of its mentors has no place; none for who guides the group of another.
    package let left: Int
}

extension MatchingGround {
    package func places(of mentor: ID<Person>) -> MentorPlaces {
        places(of: mentor, left: max(placesToOffer(of: mentor), 0))
    }

    /// `left`: for who has counted it for everybody.
    package func places(of mentor: ID<Person>, left: Int) -> MentorPlaces {
        let leadsAlone = leadOf[mentor] == nil
        return MentorPlaces(
            stated: isAmongEquals ? 1 : parts[mentor]?.capacity ?? 0,
            taken: isAmongEquals ? paired.contains(mentor) ? 1 : 0 : taken[mentor] ?? 0,
            // Who guides another's group has places that nobody was asked for.
            offered: leadsAlone ? max(freePlaces(of: mentor) - left, 0) : 0, left: left)
    }
}
