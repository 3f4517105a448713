"""Methods and the statuses that belong to them (RFC 9110 §9 and §15): a row for each status that
a careful server must be able to give."""

from case import (
    GET, HOST, KEY, PERSON, PERSON_ID, Await, Case, Pause, authorised, get, head, post, refused,
    served, sized, statuses,
)

METHODS = "RFC 9110 §9"
ALLOW = "RFC 9110 §10.2.1"
NEGOTIATION = "RFC 9110 §12.5.1"
ISSUED = b"Authorization: Bearer " + KEY


def line(method, path, *fields, body=b"", **more):
    length = [f"Content-Length: {len(body)}"] if body else []
    return head(f"{method} {path} HTTP/1.1", HOST, *fields, *length) + body


def head_of(path, *fields):
    return head(f"HEAD {path} HTTP/1.1", HOST, *fields)


def of_person(method, *fields, body=b""):
    return line(method, "/v1/people/" + PERSON_ID.decode(), ISSUED, *fields, body=body)


def patch(*fields):
    return of_person("PATCH", "Content-Type: application/merge-patch+json", *fields, body=PERSON)


FIRST = frozenset({0})
KNOWN = 'If-None-Match: "1-full"'

HEADS = [
    Case("HEAD has the fields of GET", "RFC 9110 §9.3.2", (head_of("/healthz"),),
         (statuses(200),), heads=FIRST, says=(("Content-Length", "^[1-9]"),)),
    Case("HEAD of a document", "RFC 9110 §9.3.2", (head_of("/openapi.yaml"),), (statuses(200),),
         heads=FIRST, only_ours=True, says=(("Content-Length", "^[0-9]{5,}$"),)),
    Case("HEAD of what is not there", "RFC 9110 §9.3.2", (head_of("/none"),), (statuses(404),),
         heads=FIRST),
    Case("HEAD of a list", "RFC 9110 §9.3.2",
         (head("HEAD /v1/people?limit=1 HTTP/1.1", HOST, ISSUED),), (statuses(200),), heads=FIRST),
    Case("HEAD without a key", "RFC 9110 §9.3.2", (head_of("/v1/people"),), (statuses(401),),
         heads=FIRST, only_ours=True, says=(("WWW-Authenticate", "^Bearer"),)),
    Case("HEAD of what only takes a POST", "RFC 9110 §15.5.6",
         (head_of("/v1/people/person_0/tokens"),), (statuses(405),), heads=FIRST, only_ours=True,
         says=(("Allow", "POST"),)),
    Case("HEAD in HTTP/1.0", "RFC 9110 §9.3.2", (head("HEAD /healthz HTTP/1.0"),),
         (statuses(200),), heads=FIRST, end="closed"),
]

OPTIONS = [
    served("OPTIONS of a path", "RFC 9110 §9.3.7", line("OPTIONS", "/healthz"), 200, 405,
           status=204, only_ours=True, says=(("Allow", "GET.*HEAD.*OPTIONS"),)),
    served("OPTIONS of a collection", "RFC 9110 §9.3.7", line("OPTIONS", "/v1/people"),
           status=204, only_ours=True, says=(("Allow", "GET.*POST"),)),
    served("OPTIONS of what is not there", "RFC 9110 §9.3.7", line("OPTIONS", "/none"), 200, 204,
           405, status=404),
    served("OPTIONS for all", "RFC 9110 §9.3.7", line("OPTIONS", "*"), status=204, only_ours=True,
           says=(("Allow", "GET"),)),
    served("a preflight of an unknown page", "Fetch, CORS protocol",
           line("OPTIONS", "/v1/people", "Origin: https://evil.example",
                "Access-Control-Request-Method: POST"), status=204, only_ours=True,
           says=(("Access-Control-Allow-Origin", None),)),
]

NOT_ALLOWED = [
    served(f"405 for {method} of a path that is only read", "RFC 9110 §15.5.6",
           line(method, "/healthz", body=body), status=405, only_ours=True,
           ours=(405, "method_not_allowed"), says=(("Allow", "^GET, HEAD, OPTIONS$"),))
    for method, body in [("POST", PERSON), ("PUT", PERSON), ("PATCH", PERSON), ("DELETE", b""),
                         ("TRACE", b"")]
]

STATUSES = [
    served("401 without a key", "RFC 9110 §15.5.2", line("GET", "/v1/people"), status=401,
           only_ours=True, ours=(401, "unauthenticated"),
           says=(("WWW-Authenticate", "^Bearer"),)),
    served("401 with another scheme", "RFC 7617 §2",
           line("GET", "/v1/people", "Authorization: Basic YTpi"), status=401, only_ours=True,
           says=(("WWW-Authenticate", "^Bearer"),)),
    served("401 with a scheme alone", "RFC 9110 §11.4",
           line("GET", "/v1/people", "Authorization: Bearer"), status=401, only_ours=True),
    served("401 with two keys", "RFC 9110 §11.6.2",
           line("GET", "/v1/people", ISSUED, "Authorization: Bearer other"), status=401,
           only_ours=True, ours=(401, None)),
    served("the scheme in other letters", "RFC 9110 §11.1",
           line("GET", "/v1/people", b"Authorization: bEARER " + KEY), only_ours=True),
    served("401 with a key in the query", "RFC 6750 §2.3",
           line("GET", "/v1/people?access_token=" + KEY.decode()), status=401, only_ours=True),
    served("404 for a path that is not there", "RFC 9110 §15.5.5", line("GET", "/none"),
           status=404),
    served("404 for an id that is not there", "RFC 9110 §15.5.5",
           authorised(line="GET /v1/people/person_01h2xcejqtf2nbrexx3vqjhp41 HTTP/1.1"),
           status=404, only_ours=True),
    served("406 for a type that nobody has", "RFC 9110 §15.5.7",
           authorised("Accept: image/png"), status=406, only_ours=True,
           ours=(406, "not_acceptable")),
    served("406 where the only type has no weight", NEGOTIATION,
           authorised("Accept: application/json;q=0, text/csv;q=0, application/x-ndjson;q=0"),
           status=406, only_ours=True),
    served("a list as CSV", NEGOTIATION, authorised("Accept: text/csv"), only_ours=True,
           says=(("Content-Type", "^text/csv"), ("Vary", "Accept"))),
    served("a list as lines of JSON", NEGOTIATION,
           authorised("Accept: text/csv;q=.1, application/x-ndjson"), only_ours=True,
           says=(("Content-Type", "^application/x-ndjson"),)),
    served("the heavier type wins", NEGOTIATION,
           authorised("Accept: application/json;q=0.2, text/csv;q=0.9"), only_ours=True,
           says=(("Content-Type", "^text/csv"),)),
    served("the more exact range counts", NEGOTIATION,
           authorised("Accept: text/*;q=0.9, text/csv;q=0.1, application/json;q=0.5"),
           only_ours=True, says=(("Content-Type", "^application/json"),)),
    served("*/* takes JSON", NEGOTIATION, authorised("Accept: */*"), only_ours=True,
           says=(("Content-Type", "^application/json"),)),
    served("an Accept that cannot be read is none", "RFC 9110 §12.1",
           authorised("Accept: ;;;"), only_ours=True),
    refused("408 for a body that does not come", "RFC 9110 §15.5.9",
            post("Content-Length: 12"), "body_timeout", status=408, only_ours=True, tail=False,
            limits=("header_time=700", "body_time=900", "idle_time=700", "body_rate_grace=500",
                    "body_rate_min=100", "requests_per_connection=3")),
    served("411 for a document without a length", "RFC 9110 §15.5.12", post(), status=411,
           only_ours=True, ours=(411, "length_required")),
    served("411 in HTTP/1.0", "RFC 9110 §15.5.12", post(line="POST /v1/people HTTP/1.0"),
           status=411, only_ours=True, ours=(411, "length_required"), end="closed"),
    refused("413 by length", "RFC 9110 §15.5.14", post("Content-Length: 262145"),
            "body_too_large", status=413, only_ours=True, tail=False),
    refused("414", "RFC 9110 §15.5.15", head("GET /" + "a" * 9000 + " HTTP/1.1", HOST),
            "request_line_too_long", 400, status=414, only_ours=True),
    served("415 for another media type", "RFC 9110 §15.5.16", sized(media="text/plain"),
           status=415, only_ours=True, ours=(415, "unsupported_media_type"),
           says=(("Accept", "application/json"),)),
    served("415 without a media type", "RFC 9110 §15.5.16",
           line("POST", "/v1/people", ISSUED, body=PERSON), status=415, only_ours=True),
    served("415 for two media types", "RFC 9110 §8.3",
           line("POST", "/v1/people", ISSUED, "Content-Type: application/json, text/plain",
                body=PERSON), status=415, only_ours=True),
    served("a media type in other letters, with a charset", "RFC 9110 §8.3.1",
           sized(media="Application/JSON ; charset=UTF-8"), status=201, only_ours=True),
    served("415 for a packed body", "RFC 9110 §8.4, §15.5.16",
           sized(PERSON, "Content-Encoding: gzip"), status=415, only_ours=True),
    refused("417", "RFC 9110 §15.5.18", get("Expect: x"), "unknown_expectation", status=417,
            only_ours=True),
    served("421 for a host that is not ours", "RFC 9110 §15.5.20",
           head(GET, "Host: evil.example"), status=421, only_ours=True,
           ours=(421, "misdirected_request"), limits=("host=localhost",)),
    served("421 for an absolute target that is not ours", "RFC 9112 §3.2.2",
           head("GET http://evil.example/healthz HTTP/1.1", HOST), status=421, only_ours=True,
           ours=(421, "misdirected_request"), limits=("host=localhost",)),
    served("421 for a host that only begins like ours", "RFC 9110 §7.4",
           head(GET, "Host: localhost.evil.example"), status=421, only_ours=True,
           limits=("host=localhost",)),
    served("a host that is ours, at any port", "RFC 9110 §7.4", head(GET, "Host: LocalHost:8080"),
           only_ours=True, limits=("host=localhost",)),
    served("422 for what is well formed and wrong", "RFC 9110 §15.5.21", sized(b"{}"), status=422,
           only_ours=True, ours=(422, "invalid_input")),
    served("400 for JSON that is none", "RFC 9110 §15.5.1", sized(b"{"), status=400,
           only_ours=True, ours=(400, "malformed_json")),
    served("428 without If-Match", "RFC 6585 §3", patch(), status=428, only_ours=True,
           ours=(428, "if_match_required")),
    served("412 with an old tag", "RFC 9110 §15.5.13", patch('If-Match: "0-full"'), status=412,
           only_ours=True, ours=(412, "version_moved")),
    served("400 for a tag that is none", "RFC 9110 §8.8.3", patch("If-Match: 1"), status=400,
           only_ours=True),
    Case("429 after sixty wrong keys", "RFC 6585 §4, docs/limits.md rates",
         (head("GET /v1/me HTTP/1.1", HOST, b"Authorization: Bearer " + KEY[:-1] + b"1") * 61,),
         (statuses(401),) * 60 + (statuses(429),), ours=(429, "rate_limited"), only_ours=True,
         limits=("rate",), says=(("Retry-After", "^[1-9]"),), own_end="any"),
    refused("431", "RFC 6585 §5", get("X: " + "a" * 9000), "field_too_long", 400, status=431,
            only_ours=True),
    served("501 for a method that nobody knows", "RFC 9110 §15.6.2", line("BREW", "/healthz"),
           status=501, only_ours=True, ours=(501, "method_unknown")),
    refused("505", "RFC 9110 §15.6.6", head("GET /healthz HTTP/2.0", HOST),
            "unsupported_http_version", 400, status=505, only_ours=True),
]

CONDITIONS = [
    served("what does not match is sent", "RFC 9110 §13.1.2", get('If-None-Match: "none"')),
    served("304 for what is known", "RFC 9110 §13.1.2, §15.4.5", of_person("GET", KNOWN),
           status=304, only_ours=True,
           says=(("ETag", '^"1-full"$'), ("Content-Length", None), ("Content-Type", None))),
    served("304 for a weak tag", "RFC 9110 §13.1.2", of_person("GET", 'If-None-Match: W/"1-full"'),
           status=304, only_ours=True),
    served("304 for a tag in a list", "RFC 9110 §13.1.2",
           of_person("GET", 'If-None-Match: "a", "1-full"'), status=304, only_ours=True),
    served("304 for a tag in a second line", "RFC 9110 §5.3",
           of_person("GET", 'If-None-Match: "a"', KNOWN), status=304, only_ours=True),
    served("304 for a star", "RFC 9110 §13.1.2", of_person("GET", "If-None-Match: *"), status=304,
           only_ours=True),
    served("a tag that is none is no condition", "RFC 9110 §13.1",
           of_person("GET", "If-None-Match: 1-full"), only_ours=True),
    Case("304 for HEAD", "RFC 9110 §13.1.2", (of_person("HEAD", KNOWN),), (statuses(304),),
         heads=FIRST, only_ours=True),
    served("a range that nobody serves is ignored", "RFC 9110 §14.2",
           get("Range: bytes=0-1")),
    served("a range of nonsense is ignored", "RFC 9110 §14.2", get("Range: pears=1")),
    served("Max-Forwards is for proxies", "RFC 9110 §7.6.2", get("Max-Forwards: 0")),
    served("GET with an If-Match of nothing", "RFC 9110 §13.1.1", get("If-Match: *")),
    Case("a write is read back", "RFC 9110 §9.3.3",
         (sized(b'{"name":"Read Me Back"}'), Await(1),
          authorised(line="GET /v1/people?limit=1 HTTP/1.1")),
         (statuses(201), statuses(200)), only_ours=True),
    Case("TRACE shows nothing", "RFC 9110 §9.3.8",
         (head("TRACE /healthz HTTP/1.1", HOST, "Cookie: Zq7Secret"), Pause(0.01)),
         (statuses(405, 501),)),
]

CASES = HEADS + OPTIONS + NOT_ALLOWED + STATUSES + CONDITIONS
