// What tells a conflict of interest: a household, a case, an assessment. Two people with a key in
// common are never matched, nor meet in a group or circle. Staff keep the keys; the people whom
// they are about never see them.

package enum ConflictKeys {
    /// Keys of one person.
    package static let countMax = 20
    /// Scalars of a key: a name or a number of a case.
    package static let lengthMax = 100

    /// Each once, as words are compared.
    package static func checked(_ keys: [Term]) throws(Flaw) -> [Term] {
        try Person.distinct(keys, limit: countMax, by: \.key)
    }
}
