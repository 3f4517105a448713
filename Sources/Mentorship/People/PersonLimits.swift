// How much a person's record may hold. Lengths count Unicode scalars, as JSON Schema's maxLength
// does, so that openapi.yaml says the same; only an e-mail address counts bytes.

package enum PersonLimits {
    /// Scalars in a name. The longest names on record fit; a pasted paragraph does not.
    package static let name = 200
    /// Scalars in a given name: what a letter is addressed to.
    package static let givenName = 100
    /// Scalars: "they/them/theirs", also in several languages.
    package static let pronouns = 50
    /// Bytes in an e-mail address: a path of 256 less its angle brackets (RFC 5321 §4.5.3.1.3).
    package static let email = 254
    /// Scalars in a phone number: 15 digits (E.164) with blanks, brackets and an extension.
    package static let phone = 40
    /// Characters in a language tag: what every recipient must be able to keep (RFC 5646 §4.4.1).
    package static let languageTag = 35
    /// Languages of one person. Nobody mentors in more, and each is a row that matching reads.
    package static let languages = 20
    /// Scalars in the name of a skill, an interest or a value; the longest of 1,418 that people
    /// wrote themselves has 66.
    package static let term = 100
    /// Skills offered, and as many wanted. A catalogue tells matching nothing.
    package static let skills = 100
    /// Interests, and as many values: beyond, agreement between two people means little.
    package static let interests = 50
    /// Levels of a skill, from a first acquaintance to one who teaches it.
    package static let level = 1...5
    package static let usualLevel = 3
    /// Scalars in a biography: about 300 words, which is what a card can show.
    package static let bio = 2_000
    /// Years of experience: a whole working life.
    package static let seniority = 0...60
    /// Other systems that know the person: roster, calendar, learning platform, and room to spare.
    package static let externalIDs = 10
    /// Characters in the name of such a system ("hr", "learning-platform").
    package static let externalSource = 50
    /// Scalars in an id of another system; the longest usual ones are URLs and directory names.
    package static let externalValue = 200
}
