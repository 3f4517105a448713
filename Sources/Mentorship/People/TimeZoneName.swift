// The zone a person lives by, as an IANA name ("Europe/London"). Its form is the catalogue's rule;
// whether there is such a zone is for the caller to say, who has the zone data.

package struct TimeZoneName: Sendable, Hashable {
    package let text: String

    package init(_ text: String, exists: (String) -> Bool) throws(Flaw) {
        if let reason = ZoneNames.refusal(of: text) {
            throw Flaw(reason.code, reason.message)
        }
        guard exists(text) else {
            throw Flaw(
                "unknown_zone",
                "There is no time zone of this name; names are like Europe/London, case counts.")
        }
        self.text = text
    }

    package init(stored text: String) {
        self.text = text
    }
}
