// The people of the demo: all invented, in several places and scripts.

import JSON

struct DemoPerson {
    let name: String
    let zone: String
    let languages: [String]
    let isMentor: Bool
    let skills: [String]
    let interests: [String]
    let bio: String

    var email: String {
        let letters = name.lowercased().unicodeScalars.filter { ("a"..."z").contains($0) }
        let local = String(String.UnicodeScalarView(letters))
        return "\(local.isEmpty ? "someone" : local)@example.org"
    }
}

enum DemoPeople {
    static let all = mentors + mentees

    private static let mentors = [
        DemoPerson(
            name: "Amara Okafor", zone: "Europe/London", languages: ["en"], isMentor: true,
            skills: ["case recording", "court reports", "supervision"],
            interests: ["running", "gardening"],
            bio: "Twenty years in children's services, the last eight as a practice educator."),
        DemoPerson(
            name: "Jón Sigurðsson", zone: "Atlantic/Reykjavik", languages: ["en", "is"],
            isMentor: true, skills: ["risk assessment", "mental health", "difficult talks"],
            interests: ["chess", "cooking"], bio: "Adult mental health, crisis team."),
        DemoPerson(
            name: "Margit Schön", zone: "Europe/Berlin", languages: ["de", "en"], isMentor: true,
            skills: ["work with families", "difficult talks", "time management"],
            interests: ["choir", "gardening"], bio: "Family support and group work."),
        DemoPerson(
            name: "অনন্যা সেন", zone: "Asia/Kolkata", languages: ["bn", "en"], isMentor: true,
            skills: ["community work", "case recording", "work with families"],
            interests: ["poetry", "running"], bio: "Community development, now remote."),
    ]

    private static let mentees = [
        DemoPerson(
            name: "Bo Lindqvist", zone: "Europe/Stockholm", languages: ["en", "sv"],
            isMentor: false, skills: ["case recording", "time management"],
            interests: ["chess", "sailing"], bio: "Qualified in June."),
        DemoPerson(
            name: "Chiamaka Eze", zone: "Europe/London", languages: ["en"], isMentor: false,
            skills: ["court reports", "difficult talks"], interests: ["running"],
            bio: "First post, in a duty team."),
        DemoPerson(
            name: "Дарія Коваль", zone: "Europe/Kyiv", languages: ["uk", "en"],
            isMentor: false, skills: ["mental health", "risk assessment"],
            interests: ["poetry", "chess"], bio: "Moved from nursing."),
        DemoPerson(
            name: "Eoin Ó Briain", zone: "Europe/Dublin", languages: ["en", "ga"],
            isMentor: false, skills: ["work with families"], interests: ["cooking", "choir"],
            bio: "Assessed and supported year."),
        DemoPerson(
            name: "Fatima Benali", zone: "Europe/Paris", languages: ["fr", "ar", "en"],
            isMentor: false, skills: ["community work", "difficult talks"],
            interests: ["gardening"], bio: "Youth work before."),
        DemoPerson(
            name: "Grace Tan 陳", zone: "Asia/Singapore", languages: ["en", "zh"],
            isMentor: false, skills: ["supervision", "time management"],
            interests: ["running", "cooking"], bio: "Two years in, will supervise soon."),
    ]

    static let officeHours: JSON = .object([
        JSON.Member("time_zone", .string("Europe/London")),
        JSON.Member(
            "weekly",
            .array(
                ["MO", "TU", "WE", "TH", "FR"].map { day in
                    .object([
                        JSON.Member("day", .string(day)), JSON.Member("from", .string("09:00")),
                        JSON.Member("to", .string("17:00")),
                    ])
                })),
    ])

    static let instrument: JSON = .object([
        JSON.Member("key", .string("first_weeks")),
        JSON.Member("title", .string("The first weeks")),
        JSON.Member(
            "items",
            .array(
                [
                    ("fit", "We fit together."), ("heard", "I feel heard."),
                    ("useful", "Our meetings are useful to me."),
                ].map { key, text in
                    .object([
                        JSON.Member("key", .string(key)), JSON.Member("kind", .string("scale")),
                        JSON.Member("min", .integer(1)), JSON.Member("max", .integer(5)),
                        JSON.Member("text", .string(text)),
                    ])
                })),
        JSON.Member(
            "subscales",
            .array([
                .object([
                    JSON.Member("key", .string("quality")),
                    JSON.Member(
                        "items", .array([.string("fit"), .string("heard"), .string("useful")])),
                ])
            ])),
    ])
}
