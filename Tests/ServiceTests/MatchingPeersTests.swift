// Programmes among equals over the API: a run pairs people who give and get, both decide, and both
// are peers in what comes of it. Who has waited longer comes first where all else is equal.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

/// Four who want what another offers, and one with whom nobody shares anything.
private struct PeerCircle {
    let service: TestService
    let programme: String
    private(set) var people: [String: String] = [:]

    init(_ model: String = "peer", sizes: String? = nil) throws {
        let more = sizes.map { ", " + $0 } ?? ""
        service = try TestService()
        let made = try service.send(
            .post, "/v1/programmes", as: service.administrator,
            "{\"name\": \"Side by side\", \"purpose\": \"Learn\", \"model\": \"\(model)\"\(more)}")
        programme = try #require(made["id"].text, "\(made.text)")
        try service.setState(of: programme, "open")
        for (name, wants, offers) in [
            ("ada", "go", "sql"), ("bo", "sql", "go"), ("cy", "go", "tests"),
            ("di", "tests", "go"), ("eve", "welding", "juggling"),
        ] {
            people[name] = try service.makePerson(
                name,
                "\"skills_wanted\": [\"\(wants)\"], \"skills_offered\": [\"\(offers)\"]")
            _ = try service.enrol(self[name], in: programme, "both", capacity: 1)
        }
    }

    subscript(name: String) -> String { people[name] ?? "" }

    func send(
        _ method: Method, _ path: String, _ body: String? = nil, as person: String? = nil
    ) throws -> TestResponse {
        try service.send(
            method, path, as: person.map { try service.token(self[$0]) } ?? service.administrator,
            body)
    }

    /// The path of a run that is done.
    func run(_ order: String = #"{"objective": "coverage_then_quality"}"#) throws -> String {
        let started = try send(.post, "/v1/programmes/\(programme)/match-runs", order)
        service.runJobs()
        return try #require(started.header("Location"), "\(started.text)")
    }
}

@Suite struct MatchingPeersTests {
    @Test(arguments: [nil, #""group_least": 3, "group_most": 4"#])
    func `no word about a run among equals calls anybody a mentor`(_ sizes: String?) throws {
        let circle = try PeerCircle(sizes: sizes)
        let path = try circle.run()
        let page = try circle.send(.get, "\(path)/page").text
        #expect(page.contains("<h2>Pairs</h2><table>"), "\(page)")
        #expect(page.contains(" can help with go"), "\(page)")
        #expect(!page.contains("entor") && !page.contains("entee"), "\(page)")
        if sizes == nil { #expect(page.contains("bo can help with go; ada can help with sql")) }
        let pairs = try circle.send(.get, "\(path)/pairs").items
        #expect(!pairs.isEmpty)
        for pair in pairs {
            let explanation = pair["explanation"]
            let parts = [explanation, explanation?["back"]].compactMap { $0?["parts"]?.elements }
            let words = parts.joined().flatMap { [$0["words"]?.text, $0["plain"]?.text] }
            #expect(!words.contains { $0?.contains("ment") ?? false }, "\(words)")
        }
        let question = "?mentor_id=\(circle["eve"])&mentee_id=\(circle["ada"])&match_run_id="
        let why = try circle.send(
            .get,
            "/v1/programmes/\(circle.programme)/match-explanations\(question)"
                + (path.split(separator: "/").last ?? ""))
        #expect(why["is_possible"].description == "false", "\(why.text)")
        #expect(why.text.contains(sizes == nil ? "the other shares no" : "the guide shares no"))
        #expect(!why.text.contains("the mentor") && !why.text.contains("the mentee"), "\(why.text)")
    }

    @Test(arguments: ["peer", "reciprocal"])
    func `a run among equals pairs who can help each other, and both become peers`(
        _ model: String
    ) throws {
        let circle = try PeerCircle(model)
        let mentee = try circle.service.makePerson("Only gets")
        _ = try circle.service.enrol(mentee, in: circle.programme, "mentee")
        let path = try circle.run()
        let run = try circle.send(.get, path)
        #expect(run["state"].text == "done", "\(run.text)")
        #expect(run["summary"]["matched"]?.int == 4)
        #expect(run["summary"]["places_used"]?.int == 4)
        #expect(run["left_out"]["in_one_part"]?.int == 1)
        #expect(run["summary"]["certificate"]?["is_optimal"] == .bool(true))
        #expect(run["summary"]["certificate"]?["objective"]?.text == "peers")
        let pairs = try circle.send(.get, "\(path)/pairs")
        let made = pairs.items.map {
            Set([$0["mentor_id"]?.text ?? "", $0["mentee_id"]?.text ?? ""])
        }
        #expect(Set(made) == [[circle["ada"], circle["bo"]], [circle["cy"], circle["di"]]])
        let back = try #require(pairs.items.first?["explanation"]?["back"])
        #expect(back["parts"]?.elements?.isEmpty == false)
        let left = try circle.send(.get, "\(path)/unmatched")
        #expect(left.texts("mentee_id") == [circle["eve"]])
        #expect(left.text.contains("None of 4 others is possible"), "\(left.text)")

        #expect(try circle.send(.post, "\(path)/publication").status == 201)
        let proposals = try circle.send(
            .get, "/v1/proposals?programme_id=\(circle.programme)")
        let proposal = try #require(
            proposals.items.first {
                [$0["mentor_id"]?.text, $0["mentee_id"]?.text].contains(circle["ada"])
            }?["id"]?.text, "\(proposals.text)")
        let seen = try circle.send(.get, "/v1/proposals/\(proposal)", as: "ada")
        #expect(seen.text.contains("they can help with"), "\(seen.text)")
        #expect(seen.text.contains("you can help with"))
        _ = try circle.send(.put, "/v1/proposals/\(proposal)/acceptance", as: "ada")
        let accepted = try circle.send(.put, "/v1/proposals/\(proposal)/acceptance", as: "bo")
        let id = try #require(accepted["relationship_id"].text, "\(accepted.text)")
        let relationship = try circle.send(.get, "/v1/relationships/\(id)")
        let roles = relationship["members"].elements?.compactMap { $0["role"]?.text }
        #expect(roles == ["peer", "peer"], "\(relationship.text)")

        let waiting = try circle.send(.get, "/v1/programmes/\(circle.programme)/waiting")
        let noRun = JSON.string("no_run_yet")
        #expect(!waiting.text.contains(circle["ada"]) && waiting.text.contains(circle["cy"]))
        for (role, count) in [("peer", 3), ("mentee", 1), ("mentor", 0)] {
            let path = "/v1/programmes/\(circle.programme)/waiting?role=\(role)"
            #expect(try circle.send(.get, path).items.count == count, "\(role)")
        }
        #expect(waiting.items.first { $0["person_id"]?.text == mentee }?["status"] == noRun)
        let next = try circle.send(.get, circle.run())
        #expect(next["left_out"]["already_paired"]?.int == 2, "\(next.text)")
        #expect(next["left_out"]["awaiting_answer"]?.int == 2)
    }

    @Test(arguments: ["ada", "bo"])
    func `a yes by mistake among equals gives both back, whoever takes it back`(
        _ name: String
    ) throws {
        let circle = try PeerCircle()
        let made = try circle.send(
            .post, "/v1/programmes/\(circle.programme)/proposals",
            "{\"mentor_id\": \"\(circle["ada"])\", \"mentee_id\": \"\(circle["bo"])\"}")
        let yes = "/v1/proposals/\(try #require(made["id"].text, "\(made.text)"))/acceptance"
        _ = try circle.send(.put, yes, as: "ada")
        let accepted = try circle.send(.put, yes, as: "bo")
        let pair = "/v1/relationships/\(try #require(accepted["relationship_id"].text))"
        #expect(try circle.send(.delete, yes, as: "cy").status == 404)
        let undone = try circle.send(.delete, yes, as: name)
        #expect(undone["state"].text == "withdrawn", "\(undone.text)")
        let closure = try circle.send(.get, "\(pair)/closure", as: name == "bo" ? "ada" : "bo")
        #expect(closure["reason"].text == "accepted_by_mistake", "\(closure.text)")
        #expect(closure["side"].text == "peer")
        let waiting = try circle.send(.get, "/v1/programmes/\(circle.programme)/waiting").text
        #expect(waiting.contains(circle["ada"]) && waiting.contains(circle["bo"]))
        let pairs = try circle.send(.get, "\(circle.run())/pairs").items.map {
            Set([$0["mentor_id"]?.text ?? "", $0["mentee_id"]?.text ?? ""])
        }
        #expect(pairs.contains([circle["ada"], circle["bo"]]), "they may meet after all")
    }

    @Test func `two who are paired meanwhile are named when a run is published`() throws {
        let circle = try PeerCircle()
        let path = try circle.run()
        let made = try circle.send(
            .post, "/v1/programmes/\(circle.programme)/proposals",
            "{\"mentor_id\": \"\(circle["di"])\", \"mentee_id\": \"\(circle["cy"])\"}")
        let proposal = try #require(made["id"].text, "\(made.text)")
        let refused = try circle.send(.post, "\(path)/publication")
        #expect(refused.code == "inputs_changed")
        #expect(refused.text.contains("already_proposed"), "\(refused.text)")
        for person in ["cy", "di"] {
            _ = try circle.send(.put, "/v1/proposals/\(proposal)/acceptance", as: person)
        }
        let again = try circle.send(.post, "\(path)/publication")
        #expect(again.text.contains("mentee_already_paired"), "\(again.text)")
        let third = try circle.send(
            .post, "/v1/programmes/\(circle.programme)/proposals",
            "{\"mentor_id\": \"\(circle["di"])\", \"mentee_id\": \"\(circle["bo"])\"}")
        #expect(third.code == "mentor_at_capacity", "\(third.text)")
    }

    @Test func `two equals are locked once, whichever way round`() throws {
        let circle = try PeerCircle()
        func locks(_ pairs: [(String, String)]) -> String {
            let all = pairs.map {
                "{\"mentor_id\": \"\(circle[$0])\", \"mentee_id\": \"\(circle[$1])\"}"
            }
            return "{\"objective\": \"quality\", \"locks\": [\(all.joined(separator: ", "))]}"
        }
        for second in [("ada", "bo"), ("bo", "ada")] {
            let refused = try circle.send(
                .post, "/v1/programmes/\(circle.programme)/match-runs",
                locks([("ada", "bo"), second]))
            let error = refused["errors"].elements?.first
            #expect(refused.status == 422 && error?["pointer"]?.text == "/locks/1")
            #expect(error?["code"]?.text == "duplicate", "\(refused.text)")
        }
        let kept = try circle.run(locks([("bo", "ada")]))
        let id = kept.split(separator: "/").last ?? ""
        // The review names the two the other way round, and the lock that is taken over is one.
        let pair = try #require(
            try circle.send(.get, "\(kept)/pairs").items.first { $0["locked"] == .bool(true) })
        let review = try circle.send(
            .put, "\(kept)/pairs/\(pair["mentee_id"]?.text ?? "")/review",
            #"{"verdict": "locked"}"#)
        #expect(review.status == 201, "\(review.text)")
        let next = try circle.run("{\"objective\": \"quality\", \"previous_run_id\": \"\(id)\"}")
        #expect(try circle.send(.get, next)["state"].text == "done")
        let inputs = try circle.send(.get, "\(next)/inputs")
        #expect(inputs["locks"].elements?.count == 1, "\(inputs.text)")
    }

    @Test func `two equals who were a pair were each the other's`() throws {
        let circle = try PeerCircle()
        let policy = try circle.send(
            .post, "/v1/programmes/\(circle.programme)/matching-policies",
            """
            {"factors": [{"factor": "need_coverage", "weight": 0.5},
              {"factor": "history_together", "weight": 0.3, "wants": "different"},
              {"factor": "continuity", "weight": 0.2}]}
            """)
        #expect(policy.status == 201, "\(policy.text)")
        let paired = try circle.send(
            .post, "/v1/programmes/\(circle.programme)/relationships",
            "{\"mentor_id\": \"\(circle["ada"])\", \"mentee_id\": \"\(circle["bo"])\"}")
        let id = try #require(paired["id"].text, "\(paired.text)")
        let closed = try circle.send(.post, "/v1/relationships/\(id)/closure", "{}", as: "ada")
        #expect(closed.status == 201, "\(closed.text)")
        let inputs = try circle.send(.get, "\(circle.run())/inputs")
        for (one, other) in [("ada", "bo"), ("bo", "ada")] {
            let person = inputs["mentees"].elements?.first { $0["id"]?.text == circle[one] }
            #expect(person?["history"]?[circle[other]]?.int == 1, "\(inputs.text)")
            #expect(person?["latest"]?.text == circle[other])
        }
    }

    @Test func `why not these two equals is answered both ways, whichever is asked`() throws {
        let circle = try PeerCircle()
        func explained(_ mentor: String, _ mentee: String) throws -> TestResponse {
            try circle.send(
                .get,
                "/v1/programmes/\(circle.programme)/match-explanations"
                    + "?mentor_id=\(circle[mentor])&mentee_id=\(circle[mentee])")
        }
        func reasons(_ answer: TestResponse) -> [String] {
            answer["ruled_out_by"].elements?.compactMap { $0["code"]?.text } ?? []
        }
        // Di has what Ada wants, and wants what Ada has not.
        for (one, other) in [("di", "ada"), ("ada", "di")] {
            let answer = try explained(one, other)
            #expect(answer["is_possible"] == .bool(false), "\(answer.text)")
            #expect(reasons(answer) == ["nothing_in_common"])
            #expect(answer["explanation"]["back"] != nil, "\(answer.text)")
        }
        let possible = try explained("bo", "ada")
        #expect(possible["is_possible"] == .bool(true))
        let proposal = try circle.send(
            .post, "/v1/programmes/\(circle.programme)/proposals",
            "{\"mentor_id\": \"\(circle["ada"])\", \"mentee_id\": \"\(circle["bo"])\"}")
        let no = try circle.send(
            .put, "/v1/proposals/\(proposal["id"].text ?? "")/refusal", #"{"code": "time"}"#,
            as: "bo")
        #expect(no.status == 200, "\(no.text)")
        for (one, other) in [("bo", "ada"), ("ada", "bo")] {
            #expect(try reasons(explained(one, other)) == ["declined_before"])
        }
    }

    @Test func `a swap among equals is looked at both ways`() throws {
        let circle = try PeerCircle()
        for (name, member) in [("fay", "go"), ("gus", "go"), ("hal", "go"), ("ivy", "go")] {
            let person = try circle.service.makePerson(
                name,
                "\"skills_wanted\": [\"\(member)\"], \"skills_offered\": [\"\(member)\"]")
            _ = try circle.service.enrol(person, in: circle.programme, "both", capacity: 1)
        }
        let path = try circle.run()
        let pairs = try circle.send(.get, "\(path)/pairs").items
        func review(_ mentee: String, with other: String) throws -> TestResponse {
            try circle.send(
                .put, "\(path)/pairs/\(mentee)/review",
                "{\"verdict\": \"swapped\", \"swap_with_mentee_id\": \"\(other)\"}")
        }
        let known = Set(circle.people.values)
        let mentees = pairs.compactMap { $0["mentee_id"]?.text }
        let alike = pairs.filter {
            !known.contains($0["mentee_id"]?.text ?? "")
                && !known.contains($0["mentor_id"]?.text ?? "")
        }.compactMap { $0["mentee_id"]?.text }
        try #require(alike.count == 2, "\(pairs)")
        let swapped = try review(alike[0], with: alike[1])
        #expect(swapped.status == 201, "\(swapped.text)")
        #expect(swapped["explanation"]["back"]?["parts"]?.elements?.isEmpty == false)
        // Ada or Bo would get what the other wants from Cy or Di, and give nothing or little back.
        let mine = try #require(mentees.first { [circle["ada"], circle["bo"]].contains($0) })
        let theirs = try #require(mentees.first { [circle["cy"], circle["di"]].contains($0) })
        let uneven = try review(mine, with: theirs)
        #expect(uneven["explanation"]["back"]?["score"] != nil, "\(uneven.text)")
        let score = uneven["score"].number ?? 1
        #expect(score < swapped["score"].number ?? 0, "\(uneven.text)")
    }

    @Test func `an equal who has somebody, or asked for somebody else, is not suggested`() throws {
        let circle = try PeerCircle()
        let open = try circle.send(
            .put, "/v1/programmes/\(circle.programme)/request-policy", #"{"open": true}"#)
        #expect(open.status == 201, "\(open.text)")
        func suggested(_ name: String) throws -> String {
            try circle.send(
                .get, "/v1/programmes/\(circle.programme)/mentor-suggestions", as: name
            ).text
        }
        func ask(_ other: String, as name: String) throws -> TestResponse {
            try circle.send(
                .post, "/v1/programmes/\(circle.programme)/mentorship-requests",
                "{\"mentor_ids\": [\"\(circle[other])\"]}", as: name)
        }
        #expect(try suggested("cy").contains(circle["bo"]))
        let paired = try circle.send(
            .post, "/v1/programmes/\(circle.programme)/relationships",
            "{\"mentor_id\": \"\(circle["ada"])\", \"mentee_id\": \"\(circle["bo"])\"}")
        let id = try #require(paired["id"].text, "\(paired.text)")
        #expect(try !suggested("cy").contains(circle["bo"]))
        #expect(try ask("bo", as: "cy").code == "nobody_to_ask")
        _ = try circle.send(.post, "/v1/relationships/\(id)/closure", "{}", as: "ada")
        #expect(try suggested("ada").contains(circle["bo"]))
        // Bo would have somebody else: neither is shown the other.
        let asked = try circle.send(.post, "/v1/relationships/\(id)/rematch", "{}", as: "bo")
        #expect(asked.status == 201, "\(asked.text)")
        #expect(try !suggested("ada").contains(circle["bo"]))
        #expect(try !suggested("bo").contains(circle["ada"]))
        #expect(try suggested("cy").contains(circle["bo"]))
    }

    @Test func `who has said yes is asked by nobody else among equals`() throws {
        let circle = try PeerCircle()
        func propose(_ one: String, _ other: String) throws -> String {
            let made = try circle.send(
                .post, "/v1/programmes/\(circle.programme)/proposals",
                "{\"mentor_id\": \"\(circle[one])\", \"mentee_id\": \"\(circle[other])\"}")
            return try #require(made["id"].text, "\(made.text)")
        }
        let (first, second) = (try propose("ada", "bo"), try propose("di", "cy"))
        let third = try propose("cy", "bo")
        for person in ["cy", "di"] {
            _ = try circle.send(.put, "/v1/proposals/\(second)/acceptance", as: person)
        }
        let ended = try circle.send(.get, "/v1/proposals/\(third)")
        #expect(ended["state"].text == "superseded", "\(ended.text)")
        #expect(try circle.send(.get, "/v1/proposals/\(first)")["state"].text == "sent")
    }

    @Test func `what is told of mentors and mentees alone is refused among equals`() throws {
        let circle = try PeerCircle()
        let fair = try circle.send(
            .post, "/v1/programmes/\(circle.programme)/match-runs", #"{"objective": "fair"}"#)
        #expect(fair.text.contains("not_among_equals"), "\(fair.text)")
        let path = try circle.run(#"{"objective": "quality"}"#)
        let places = try circle.send(.get, "\(path)/places")
        #expect(places.code == "run_without_prices" && places.text.contains("no places"))
        let equity = try circle.send(.get, "\(path)/equity?by=language")
        #expect(equity.status == 200, "\(equity.text)")
    }

    @Test func `what another pair of equals would cost, and what would help who is left, is told`()
        throws
    {
        let circle = try PeerCircle()
        let path = try circle.run(#"{"objective": "quality"}"#)
        let id = path.split(separator: "/").last.map(String.init) ?? ""
        func explained(_ one: String, _ other: String) throws -> TestResponse {
            let pair =
                "mentor_id=\(circle[one])&mentee_id=\(circle[other])&match_run_id=\(id)"
            return try circle.send(
                .get, "/v1/programmes/\(circle.programme)/match-explanations?\(pair)")
        }
        // Ada and Bo are a pair, Cy and Di another: to exchange them helps two of the four alone.
        let crossed = try explained("ada", "di")
        #expect(crossed.status == 200, "\(crossed.text)")
        let run = crossed["in_run"]
        #expect(run["is_chosen"] == .bool(false) && run["places"]?.int == 1)
        #expect(run["holders"]?.elements?.first?["mentee_id"]?.text == circle["bo"])
        #expect(run["given"]?["mentor_id"]?.text == circle["cy"])
        #expect(run["explanation"]?["back"] != nil, "\(crossed.text)")
        let own = try explained("bo", "ada")["in_run"]
        #expect(own["is_chosen"] == .bool(true))
        #expect(own["if_locked"]?["difference"]?["score"]?.number == 0)
        // A pair of which one side gets nothing is possible with a lock, and costs.
        let locked = try explained("di", "ada")["in_run"]["if_locked"]
        if locked?["is_possible"] == .bool(true) {
            #expect(locked?["difference"]?["value"]?.text?.hasPrefix("-") == true)
            #expect(locked?["at_most"] == .null)
        }
        let why = try circle.send(.get, "\(path)/unmatched/\(circle["eve"])")
        #expect(why.status == 200 && why["minimum_search"].text == "no_minimum", "\(why.text)")
        let kinds = why["relaxations"].elements?.compactMap { $0["kind"]?.text } ?? []
        #expect(kinds == ["exception"], "\(why.text)")
        let page = try circle.send(.get, "\(path)/page").text
        #expect(page.contains("Of 5 people: 4 with a partner, 1 without a partner."), "\(page)")
        #expect(page.contains("The other</th>") && !page.contains(">Mentor"), "\(page)")
        let exception = try #require(why["relaxations"].elements?.first)
        #expect(exception["rule"]?.text == "nothing_in_common")
        #expect(exception["size"] == .null)
    }

    @Test func `of mentees who are alike, who has waited longer is served first`() throws {
        let service = try TestService()
        let programme = try service.makeProgramme()
        func member(_ name: String, _ role: String, _ profile: String) throws -> String {
            let person = try service.makePerson(name, profile)
            _ = try service.enrol(person, in: programme, role, capacity: role == "mentor" ? 1 : nil)
            return person
        }
        _ = try member("Ada", "mentor", #""skills_offered": ["go"]"#)
        let first = try member("Cy", "mentee", #""skills_wanted": ["go"]"#)
        for name in ["Di", "Eve", "Fay"] {
            service.clock.advance(seconds: 60)
            _ = try member(name, "mentee", #""skills_wanted": ["go"]"#)
        }
        for seed in 1...4 {
            let started = try service.send(
                .post, "/v1/programmes/\(programme)/match-runs", as: service.administrator,
                "{\"objective\": \"coverage_then_quality\", \"seed\": \(seed)}")
            service.runJobs()
            let path = try #require(started.header("Location"))
            let pairs = try service.send(.get, "\(path)/pairs", as: service.administrator)
            #expect(pairs.texts("mentee_id") == [first], "\(pairs.text)")
            let inputs = try service.send(.get, "\(path)/inputs", as: service.administrator)
            #expect(inputs.text.contains("\"waiting_since\""))
        }
    }
}
