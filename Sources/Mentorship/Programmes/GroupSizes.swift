// How many meet in a programme: by its model, and by the sizes that it sets for its groups or
// circles. No code asks which model it is.

extension MentoringModel {
    /// Several mentees who meet together, around one mentor or several of them.
    package var formsGroups: Bool {
        let mentors = cardinality.mentors
        return cardinality.mentees.upperBound > 1 && (mentors == 1...1 || mentors.lowerBound > 1)
    }

    /// How many mentors a group has at most: as many as a policy says, and as the model needs.
    package func mentorsOfGroup(_ stated: Int) -> Int {
        formsGroups ? max(stated, cardinality.mentors.lowerBound) : 1
    }

    /// How many mentors a group needs: fewer are a matter for its staff.
    package var mentorsLeast: Int { formsGroups ? cardinality.mentors.lowerBound : 1 }

    /// Equals may meet in rings instead of by twos.
    package var mayFormCircles: Bool { isAmongEquals && cardinality.mayFormRing }
}

package struct GroupSizes: Sendable, Equatable {
    package let shape: MatchRun.Shape
    /// The mentees of a group, or the people of a circle; nil where two meet.
    package let sizes: ClosedRange<Int>?

    package static let sizesAllowed = 2...30
    /// Two who guide each other are a pair.
    package static let circleLeast = 3

    /// What a programme does not say is as its model has it; equals meet by twos unless it says
    /// how large circles are.
    package init(_ model: MentoringModel?, least: Int?, most: Int?) {
        guard let model else {
            (shape, sizes) = (.pairs, nil)
            return
        }
        if model.formsGroups {
            let usual = model.cardinality.mentees
            let least = least ?? min(usual.lowerBound, most ?? usual.lowerBound)
            let usualMost = min(usual.upperBound, Self.sizesAllowed.upperBound)
            (shape, sizes) = (.groups, least...max(least, most ?? usualMost))
        } else if model.mayFormCircles, let least, let most, least <= most {
            (shape, sizes) = (.circles, least...most)
        } else {
            (shape, sizes) = (model.isAmongEquals ? .peers : .pairs, nil)
        }
    }
}

extension Programme.Plan {
    package var groupSizes: GroupSizes {
        GroupSizes(ModelRegistry.model(model), least: groupLeast, most: groupMost)
    }

    /// What is wrong with the sizes, by member.
    package func sizeProblems() -> [Failure.Field] {
        var problems: [Failure.Field] = []
        let given = [("/group_least", groupLeast), ("/group_most", groupMost)]
        let model = ModelRegistry.model(model)
        if let model, !model.formsGroups, !model.mayFormCircles {
            problems += given.filter { $0.1 != nil }.map { pointer, _ in
                .init(pointer, "not_for_model", "The model \(model.id) has no groups or circles.")
            }
            return problems
        }
        if let groupLeast, let groupMost, groupMost < groupLeast {
            problems.append(
                .init("/group_most", "below_least", "group_most is not below group_least."))
        }
        guard let model, model.mayFormCircles else { return problems }
        if (groupLeast == nil) != (groupMost == nil) {
            problems.append(
                .init(
                    groupLeast == nil ? "/group_least" : "/group_most", "required_together",
                    "Circles have a least and a greatest size."))
        }
        if let groupLeast, groupLeast < GroupSizes.circleLeast {
            problems.append(
                .init("/group_least", "circle_too_small", "A circle has three people or more."))
        }
        return problems
    }
}
