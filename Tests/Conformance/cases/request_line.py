"""The request line: method, target, version, and what separates them (RFC 9112 §3)."""

from case import HOST, MARKER, get, head, octets, refused, served

LINE = "RFC 9112 §3"
LINE_END = "RFC 9112 §2.2"
TARGET = "RFC 9112 §3.2"
VERSION = "RFC 9112 §2.3"
METHOD = "RFC 9110 §9.1"


def line(text, *fields):
    return head(text, HOST, *fields)


UNDERSTOOD = [
    served("a plain GET", LINE, get()),
    served("a query", TARGET, line("GET /healthz?a=b HTTP/1.1"), 400),
    served("an empty query", TARGET, line("GET /healthz? HTTP/1.1")),
    served("an absolute target", "RFC 9112 §3.2.2", line("GET http://localhost/healthz HTTP/1.1")),
    served("an absolute target with a port", "RFC 9112 §3.2.2",
           line("GET http://localhost:80/healthz HTTP/1.1")),
    served("an absolute target, scheme in capitals", "RFC 9110 §4.2.3",
           line("GET HTTP://localhost/healthz HTTP/1.1")),
    served("an absolute target counts more than Host", "RFC 9112 §3.2.2",
           line("GET http://example.org/healthz HTTP/1.1"), 400, 421),
    served("an absolute target of https", "RFC 9110 §7.4",
           line("GET https://localhost/healthz HTTP/1.1"), 400, 421),
    served("an absolute target without a path", "RFC 9110 §4.2.3",
           line("GET http://localhost HTTP/1.1"), 200, status=404),
    served("an absolute target without a path, with a query", "RFC 9110 §4.2.3",
           line("GET http://localhost?a HTTP/1.1"), 200, status=404),
    served("an IPv6 literal in an absolute target", "RFC 3986 §3.2.2",
           line("GET http://[::1]/healthz HTTP/1.1"), 421),
    served("one empty line before it", LINE_END, b"\r\n" + get()),
    served("two slashes are another path", "RFC 3986 §3.3", line("GET //healthz HTTP/1.1"),
           200, 400, status=404),
    served("a colon, an at and others in a segment", "RFC 3986 §3.3",
           line("GET /a:b@c!$&'()*+,;=-._~ HTTP/1.1"), status=404),
    served("a question mark in the query", "RFC 3986 §3.4",
           line("GET /healthz?a=/?b HTTP/1.1"), 400),
    served("HTTP/1.0 needs no Host", "RFC 9112 §3.2", head("GET /healthz HTTP/1.0"), end="closed"),
    served("a higher minor version is read as 1.1", "RFC 9110 §2.5", line("GET /healthz HTTP/1.2"),
           505),
    served("the highest minor version as well", "RFC 9110 §2.5", line("GET /healthz HTTP/1.9"),
           505),
    served("OPTIONS for the server as a whole", "RFC 9112 §3.2.4", line("OPTIONS * HTTP/1.1"),
           200, 405, status=204),
    served("a method in small letters is another one", METHOD, line("get /healthz HTTP/1.1"),
           405, status=501),
    served("a method that nobody knows", METHOD, line("BREW /healthz HTTP/1.1"), 405, status=501),
    served("a method of WebDAV", METHOD, line("PROPFIND /healthz HTTP/1.1"), 405, status=501),
    served("a method of every token character", "RFC 9110 §5.6.2",
           line("A!#$%&'*+-.^_`|~9 /healthz HTTP/1.1"), 405, status=501),
    served("a method of a hundred letters", METHOD, line("A" * 100 + " /healthz HTTP/1.1"),
           405, status=501),
    served("CONNECT is nothing for an origin", "RFC 9110 §9.3.6",
           line("CONNECT localhost:443 HTTP/1.1"), 400, 403, 404, 405, status=501,
           end="any", own_end="open"),
]

BROKEN_LINES = [
    ("a line without a version", "GET /healthz", "malformed_request_line", (505,)),
    ("a method alone", "GET", "malformed_request_line", ()),
    ("a method and a space", "GET ", "malformed_request_line", ()),
    ("two spaces after the method", "GET  /healthz HTTP/1.1", "malformed_target", ()),
    ("two spaces before the version", "GET /healthz  HTTP/1.1", "malformed_target", ()),
    ("a tab after the method", "GET\t/healthz HTTP/1.1", "malformed_request_line", ()),
    ("a tab before the version", "GET /healthz\tHTTP/1.1", "malformed_request_line", ()),
    ("a space before the method", " GET /healthz HTTP/1.1", "malformed_request_line", ()),
    ("a space after the version", "GET /healthz HTTP/1.1 ", "malformed_version", ()),
    ("a tab after the version", "GET /healthz HTTP/1.1\t", "malformed_version", ()),
    ("a space inside the target", "GET /health z HTTP/1.1", "malformed_target", ()),
    ("no target", "GET HTTP/1.1", "malformed_request_line", ()),
    ("a no-break space", b"GET\xa0/healthz HTTP/1.1", "malformed_request_line", ()),
    ("two lines in one", "GET /healthz HTTP/1.1 GET /healthz HTTP/1.1", "malformed_target", ()),
    ("an empty method", " /healthz HTTP/1.1", "malformed_request_line", ()),
]

METHODS = [("parenthesis", b"("), ("slash", b"/"), ("colon", b":"), ("at", b"@"), ("brace", b"{"),
           ("quote", b'"'), ("comma", b","), ("semicolon", b";"), ("less-than", b"<"),
           ("equals", b"="), ("backslash", b"\\"), ("letter beyond ASCII", b"\xc3\x89")]

VERSIONS = ["http/1.1", "Http/1.1", "HTTP/1.1x", "HTTP/11", "HTTP/1.", "HTTP/.1", "HTTP/1.10",
            "HTTP/01.1", "HTTP/1,1", "HTTP/-1.1", "HTTPS/1.1", "XTTP/1.1", "HTTTP/1.1", "ICY/1.0",
            "RTSP/1.0", "HTTP-1.1", "HTTP/", "HTTP", "HTTP/a.b", "HTTP/1.1,HTTP/1.0"]

OTHER_VERSIONS = ["HTTP/2.0", "HTTP/0.9", "HTTP/3.0", "HTTP/9.9", "HTTP/0.1"]

CONTROLS = [
    ("NUL in the method", b"G\0ET /healthz HTTP/1.1", "control_character"),
    ("NUL in the target", b"GET /heal\0thz HTTP/1.1", "control_character"),
    ("NUL in the version", b"GET /healthz HTTP/1.1\0", "control_character"),
    ("a vertical tab for a space", b"GET\x0b/healthz HTTP/1.1", "control_character"),
    ("a form feed for a space", b"GET\x0c/healthz HTTP/1.1", "control_character"),
    ("ESC in the target", b"GET /\x1b[2J HTTP/1.1", "control_character"),
    ("DEL in the target", b"GET /\x7f HTTP/1.1", "control_character"),
    ("CR in the target", b"GET /heal\rthz HTTP/1.1", "malformed_line_end"),
    ("CR for a space", b"GET\r/healthz HTTP/1.1", "malformed_line_end"),
    ("LF in the target", b"GET /heal\nthz HTTP/1.1", "malformed_line_end"),
    ("two CRs at its end", b"GET /healthz HTTP/1.1\r", "malformed_line_end"),
]

TARGETS = [
    ("a fragment", b"/healthz#top"), ("a letter beyond ASCII", b"/caf\xc3\xa9"),
    ("a byte that is no UTF-8", b"/\xff"), ("a quote", b'/"'), ("a less-than", b"/<"),
    ("a greater-than", b"/>"), ("a backslash", b"/a\\b"), ("a caret", b"/^"), ("a backtick", b"/`"),
    ("braces", b"/{a}"), ("a bar", b"/|"), ("a bracket", b"/[a]"), ("a quote in the query", b'/?"'),
    ("a backslash in the query", b"/?\\"), ("no slash at its beginning", b"healthz"),
    ("a star for a GET", b"*"), ("a star with a path", b"*/healthz"),
    ("a scheme alone", b"http:"), ("no authority", b"http:///healthz"),
    ("one slash after the scheme", b"http:/healthz"), ("no colon after the scheme", b"http//a"),
    ("another scheme", b"ftp://localhost/healthz"),
    ("a scheme for scripts", b"javascript:alert(1)"),
    ("user information", b"http://user@localhost/healthz"),
    ("user information with a password", b"http://user:pw@localhost/healthz"),
    ("an IPv6 literal without its end", b"http://[::1/healthz"),
    ("a port of letters", b"http://localhost:8x/healthz"),
    ("a port beyond 65535", b"http://localhost:99999/healthz"),
    ("a fragment behind a query", b"/healthz?a#b"),
    ("a question mark alone", b"?"), ("an authority alone", b"localhost:80"),
]

CONNECTS = ["localhost", "localhost:", "/healthz", "http://localhost:443", "localhost:443/a",
            "localhost:99999", "user@localhost:443", ":443"]

NO_HTTP = [
    ("a TLS hello", b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03" + bytes(32) + b"\r\n\r\n",
     "control_character"),
    ("an SSH banner", b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "malformed_request_line"),
    ("a JSON object", b'{"a": 1}\r\n\r\n', "malformed_request_line"),
    ("an answer", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "malformed_request_line"),
    ("SMTP", b"EHLO example.org\r\n\r\n", "malformed_request_line"),
    ("a field before it", b"Host: localhost\r\nGET /healthz HTTP/1.1\r\n\r\n",
     "malformed_request_line"),
    ("every byte", bytes(range(256)), "control_character"),
]

CASES = (
    UNDERSTOOD
    + [refused(f"{name}", LINE, head(text, HOST), code, *also)
       for name, text, code, also in BROKEN_LINES]
    + [refused(f"a {name} in the method", "RFC 9110 §5.6.2",
               head(b"GE" + sign + b"T /healthz HTTP/1.1", HOST), "malformed_request_line")
       for name, sign in METHODS]
    + [refused(f"{version} is no version", VERSION, head(f"GET /healthz {version}", HOST),
               "malformed_version", 505)
       for version in VERSIONS]
    + [refused(f"{version} is not spoken here", "RFC 9110 §15.6.6",
               head(f"GET /healthz {version}", HOST), "unsupported_http_version", 400, status=505)
       for version in OTHER_VERSIONS]
    + [refused("the preface of HTTP/2", "RFC 9113 §3.4", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
               "unsupported_http_version", 400, status=505),
       refused("two empty lines before it", LINE_END, b"\r\n\r\n" + get(),
               "malformed_request_line", 200),
       refused("an empty line of LF before it", LINE_END, b"\n" + get(), "malformed_line_end", 200),
       refused("a CR alone before it", LINE_END, b"\r" + get(), "malformed_line_end"),
       refused("a line that ends in LF", LINE_END,
               b"GET /healthz HTTP/1.1\nHost: localhost\r\n\r\n", "malformed_line_end", 200),
       refused("lines that end in CR", LINE_END, b"GET /healthz HTTP/1.1\rHost: localhost\r\r",
               "malformed_line_end"),
       refused("LF before CR", LINE_END, b"GET /healthz HTTP/1.1\n\rHost: localhost\n\r\n\r",
               "malformed_line_end")]
    + [refused(name, "RFC 9112 §2.2", head(text, HOST), code) for name, text, code in CONTROLS]
    + [refused(f"in the target: {name}", TARGET,
               head(b"GET " + target + b" HTTP/1.1", HOST, b"X: " + MARKER), "malformed_target")
       for name, target in TARGETS]
    + [refused(f"CONNECT to {target}", "RFC 9112 §3.2.3",
               head(octets(f"CONNECT {target} HTTP/1.1"), HOST), "malformed_target", 404, 405, 501)
       for target in CONNECTS]
    + [refused(f"no HTTP: {name}", LINE, data, code, tail=False) for name, data, code in NO_HTTP]
)
