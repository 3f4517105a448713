"""Percent-encoding in paths and queries (RFC 3986 §2.1, §6.2.2): what decodes, what must not."""

from case import HOST, MARKER, authorised, head, refused, served

ESCAPES = "RFC 3986 §2.1"
SAME = "RFC 3986 §6.2.2.2"
UTF8 = "RFC 3629 §3"


def path(text):
    return head(f"GET {text} HTTP/1.1", HOST)


def people(query):
    return authorised(line=f"GET /v1/people?{query} HTTP/1.1")


SAME_RESOURCE = [
    served("an escaped letter is that letter", SAME, path("/%68ealthz")),
    served("all letters escaped", SAME, path("/%68%65%61%6c%74%68%7a")),
    served("escapes with capital digits", "RFC 3986 §6.2.2.1", path("/healt%68%7A")),
    served("escaped unreserved signs", SAME, path("/v1%2Dx/%5F%7E%2E"), status=404),
    served("an escape in a segment that is captured", SAME, path("/problems/not%5Ffound"),
           only_ours=True),
    served("an escape, small digits", SAME, path("/problems/not%5ffound"), only_ours=True),
    served("an escape is decoded once", "RFC 3986 §2.4", path("/problems/not%255Ffound"),
           status=404, only_ours=True),
    served("an escaped percent sign", "RFC 3986 §2.4", path("/100%25"), status=404),
]

OTHER_RESOURCE = [
    ("an escaped slash is no slash", "/v1%2Fpeople"), ("an escaped slash at the beginning",
                                                       "/%2Fhealthz"),
    ("an escaped slash at the end", "/healthz%2F"),
    ("an escaped question mark begins no query", "/healthz%3Fa=b"),
    ("an escaped hash", "/healthz%23a"), ("an escaped space at the end", "/healthz%20"),
    ("an escaped semicolon", "/healthz%3Ba"), ("a slash at the end", "/healthz/"),
    ("another case is another path", "/HEALTHZ"), ("a parameter of a segment", "/healthz;a=b"),
    ("text of two bytes", "/caf%C3%A9"), ("text of three bytes", "/%E2%82%AC"),
    ("text of four bytes", "/%F0%9F%98%80"), ("the last code point", "/%F4%8F%BF%BF"),
    ("a plus is a plus", "/a+b"),
]

DOTS = ["/./healthz/x", "/a/../healthz/x", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd", "/v1/people/../../etc/passwd", "/.%2e/x", "/..;/x"]

BROKEN = [("a percent sign at the end", "/a%"), ("one digit", "/a%4"),
          ("a letter for a digit", "/%4g"),
          ("letters for digits", "/%zz"), ("a second percent sign", "/%%41"), ("%u", "/%u0041"),
          ("a sign for a digit", "/%+1"), ("an x", "/%x41"), ("in the query", "/healthz?a=%zz"),
          ("at the query's end", "/healthz?a=%"), ("one digit in the query", "/healthz?a=%4&b")]

NO_TEXT = [("NUL", "%00"), ("LF", "%0A"), ("CR and LF", "%0D%0AX:%20y"), ("TAB", "%09"),
           ("ESC", "%1B"), ("DEL", "%7F"), ("a control of two bytes", "%C2%85")]

NO_UTF8 = [("a byte that never is", "%FF"), ("another that never is", "%FE"),
           ("a slash in two bytes", "%C0%AF"), ("a letter in two bytes", "%C1%81"),
           ("a slash in three bytes", "%E0%80%AF"), ("a slash in four bytes", "%F0%80%80%AF"),
           ("a surrogate", "%ED%A0%80"), ("a pair of surrogates", "%ED%A0%BD%ED%B8%80"),
           ("beyond the last code point", "%F4%90%80%80"), ("a text that breaks off", "%E2%82"),
           ("a byte that only goes on", "%80"), ("Latin-1", "caf%E9"), ("UTF-16", "%FE%FF%00A")]

QUERIES = [
    served("an escape in a value", ESCAPES, people("limit=%31"), only_ours=True),
    served("an escape in a name", ESCAPES, people("%6Cimit=1"), only_ours=True),
    served("empty pairs are passed over", "WHATWG URL §5.1", people("&&limit=1&"), only_ours=True),
    served("NUL in a value", "ASVS 1.1.1", people("email=a%00b"), status=400,
           ours=(400, "malformed_query"), only_ours=True),
    served("CR and LF in a value", "ASVS 1.1.1", people("email=%0D%0AX:%20y"), status=400,
           ours=(400, "malformed_query"), only_ours=True),
    served("a value that is no UTF-8", UTF8, people("email=%C0%AF"), status=400,
           ours=(400, "malformed_query"), only_ours=True),
    served("a name that is no UTF-8", UTF8, people("%FF=a"), status=400,
           ours=(400, "malformed_query"), only_ours=True),
    served("a surrogate in a value", UTF8, people("email=%ED%A0%80"), status=400,
           ours=(400, "malformed_query"), only_ours=True),
]

CASES = (
    SAME_RESOURCE
    + [served(name, "RFC 3986 §2.2", path(target), 400, status=404)
       for name, target in OTHER_RESOURCE]
    + [served(f"dots: {target}", "RFC 3986 §6.2.2.3", path(target), 200, 301, 400, status=404,
              end="any")
       for target in DOTS]
    + [refused(f"no escape: {name}", ESCAPES, path(target), "malformed_target")
       for name, target in BROKEN]
    + [refused(f"an escaped control: {name}", "RFC 3986 §7.3",
               path(f"/{MARKER.decode()}{escape}"), "malformed_path_encoding", 404)
       for name, escape in NO_TEXT]
    + [refused(f"an escape that is no text: {name}", UTF8, path(f"/{MARKER.decode()}{escape}"),
               "malformed_path_encoding", 404)
       for name, escape in NO_UTF8]
    + QUERIES
)
