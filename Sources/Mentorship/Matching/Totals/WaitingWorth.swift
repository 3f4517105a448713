// The tie rule of the waiting list where a pair is worth a number: every worth is multiplied by
// more than all that waiting can amount to, then what the two have waited is added. Exact, so that
// no point of score and no pair is ever given up for it.

enum WaitingWorth {
    /// One more than `all`, what waiting can amount to in any choice; refused where so large a
    /// worth, `terms` of them added up, would not fit.
    static func factor(
        over all: Int128, greatest: Int128, terms: Int
    ) throws(Assignment.Refusal) -> Int128 {
        let (worth, isTooGreat) = (greatest + 1).multipliedReportingOverflow(by: all + 1)
        let (_, isTooMuch) = worth.multipliedReportingOverflow(by: 4 * Int128(terms + 1))
        guard !isTooGreat, !isTooMuch else {
            throw .tooLarge("Scores are too great to look at who has waited longer.")
        }
        return all + 1
    }
}
