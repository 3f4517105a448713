"""What answers carry and what they never do. Every answer of every case is read strictly besides
(answers.py): dates, lengths, problems, no input shown again."""

from case import (
    GET, HOST, KEY, MARKER, PERSON, Case, authorised, get, head, served, sized, statuses,
)

PACKING = "RFC 9110 §12.5.3"
FIRST = frozenset({0})
DOCUMENT = "GET /openapi.yaml HTTP/1.1"
PLAIN = (("Content-Encoding", None), ("Vary", "Accept-Encoding"))
PACKED = (("Content-Encoding", "^gzip$"), ("Vary", "Accept-Encoding"))


def packed(name, value, says):
    return served(name, PACKING, head(DOCUMENT, HOST, f"Accept-Encoding: {value}"),
                  only_ours=True, says=says)


PACKINGS = [
    packed("gzip is taken", "gzip", PACKED),
    packed("gzip in capitals", "GZIP", PACKED),
    packed("gzip by its old name", "x-gzip", PACKED),
    packed("gzip among others", "br, deflate, gzip;q=0.5", PACKED),
    packed("whatever there is", "*", PACKED),
    packed("gzip is refused by weight", "gzip;q=0", PLAIN),
    packed("gzip is refused by weight, with decimals", "gzip;q=0.000", PLAIN),
    packed("gzip is refused, others are welcome", "gzip;q=0, *", PLAIN),
    packed("another coding", "br", PLAIN),
    packed("none at all", "", PLAIN),
    packed("identity", "identity", PLAIN),
    packed("a weight that is none", "gzip;q=2", PLAIN),
    packed("a name that only begins like it", "gzipped", PLAIN),
]

INJECTIONS = [
    served("CR and LF in a request id", "CWE-113",
           get("X-Request-Id: a%0d%0aSet-Cookie: a=b"), only_ours=True,
           says=(("Set-Cookie", None), ("X-Request-Id", "^req_"))),
    served("a request id of other signs", "CWE-117", get('X-Request-Id: "><script>'),
           only_ours=True, says=(("X-Request-Id", "^req_"),)),
    served("an empty request id", "openapi.yaml, every answer", get("X-Request-Id:"),
           only_ours=True, says=(("X-Request-Id", "^req_"),)),
    served("a trace that is one", "W3C Trace Context §3.2",
           get("traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
           only_ours=True, says=(("traceparent", "^00-0af76519"),)),
    served("a trace that is none", "W3C Trace Context §3.2", get("traceparent: 00-xyz"),
           only_ours=True, says=(("traceparent", None),)),
    served("a page that may not call", "Fetch, CORS protocol", get("Origin: https://evil.example"),
           only_ours=True, says=(("Access-Control-Allow-Origin", None),)),
    served("the page null", "Fetch, CORS protocol", get("Origin: null"), only_ours=True,
           says=(("Access-Control-Allow-Origin", None),)),
    served("a path with markup is not shown", "CWE-79",
           head(b"GET /" + MARKER + b"%3Cscript%3E HTTP/1.1", HOST), status=404,
           says=(("Content-Type", "^(application/problem\\+json|text/)"),)),
    served("a host is not shown", "CWE-79", head("GET /none HTTP/1.1", b"Host: " + MARKER),
           status=404),
    served("a method is not shown", "CWE-79", head(MARKER + b" /none HTTP/1.1", HOST),
           400, 405, status=501, end="any", own_end="open"),
    served("X-Forwarded-Host changes no link", "ASVS 4.1.3",
           sized(PERSON, "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https"),
           status=201, only_ours=True, says=(("Location", "^/v1/people/"),)),
    served("Host changes no link", "ASVS 4.1.3",
           head("POST /v1/people HTTP/1.1", "Host: evil.example", b"Authorization: Bearer " + KEY,
                "Content-Type: application/json", "Content-Length: 12") + PERSON,
           status=201, only_ours=True, says=(("Location", "^/v1/people/"),)),
    served("a method in a field overrides nothing", "ASVS 4.1.4",
           get("X-HTTP-Method-Override: DELETE", "X-Method-Override: DELETE")),
    served("a path in a field overrides nothing", "ASVS 4.1.3",
           get("X-Original-URL: /none", "X-Rewrite-URL: /none")),
]

FIELDS = [
    served("what needs a key is not kept by caches", "RFC 9111 §5.2.2.5", authorised(),
           only_ours=True, says=(("Cache-Control", "no-store"),)),
    served("a refusal is not kept by caches", "RFC 9111 §5.2.2.5",
           head("GET /v1/people HTTP/1.1", HOST), status=401, only_ours=True,
           says=(("Cache-Control", "no-store"),)),
    served("JSON says what it is", "RFC 9110 §8.3", authorised(), only_ours=True,
           says=(("Content-Type", "^application/json$"),)),
    served("a written resource says where it is", "RFC 9110 §10.2.2", sized(), status=201,
           only_ours=True, says=(("Location", "^/v1/people/person_"), ("ETag", '^"'))),
    served("no cookie is ever set", "ASVS 3.3", get("Cookie: a=b"), only_ours=True,
           says=(("Set-Cookie", None),)),
    served("no word on what serves", "ASVS 13.4.6", get(), only_ours=True,
           says=(("Server", None), ("X-Powered-By", None))),
    served("a refusal of the parser has an id for the log", "openapi.yaml, every answer",
           head(GET), status=400, only_ours=True, end="closed", ours=(400, "missing_host"),
           says=(("X-Request-Id", "^req_"), ("Cache-Control", "no-store"))),
    Case("204 has no content and no length", "RFC 9110 §15.3.5",
         (head("OPTIONS /healthz HTTP/1.1", HOST),), (statuses(204),), only_ours=True,
         says=(("Content-Length", None), ("Transfer-Encoding", None), ("Content-Type", None))),
    Case("HEAD of a packed document", "RFC 9110 §9.3.2",
         (head("HEAD /openapi.yaml HTTP/1.1", HOST, "Accept-Encoding: gzip"),), (statuses(200),),
         heads=FIRST, only_ours=True, says=(("Content-Encoding", "^gzip$"),)),
    Case("errors of HEAD have no content", "RFC 9110 §9.3.2",
         (head("HEAD /none HTTP/1.1", HOST),), (statuses(404),), heads=FIRST),
    Case("a refused HEAD", "RFC 9112 §6.3", (head("HEAD /healthz HTTP/1.1"),), (statuses(400),),
         heads=FIRST, end="any", own_end="closed"),
    Case("a HEAD with fields too long", "RFC 9110 §9.3.2",
         (head("HEAD /healthz HTTP/1.1", HOST, "X: " + "a" * 9000),), (statuses(431),),
         heads=FIRST, only_ours=True, end="closed"),
]

CASES = PACKINGS + INJECTIONS + FIELDS
