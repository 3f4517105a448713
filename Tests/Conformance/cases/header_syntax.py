"""Field lines (RFC 9112 §5, RFC 9110 §5) and Host (RFC 9112 §3.2)."""

from case import GET, HOST, MARKER, get, head, octets, refused, served

FIELD = "RFC 9112 §5.1"
NAME = "RFC 9110 §5.1"
VALUE = "RFC 9110 §5.5"
HOST_CLAUSE = "RFC 9112 §3.2"

UNDERSTOOD = [
    served("no space after the colon", FIELD, head(GET, "Host:localhost")),
    served("blanks around the value", FIELD, head(GET, "Host: \t localhost \t ")),
    served("names in small letters", NAME, head(GET, "host: localhost", "accept: */*")),
    served("names in capitals", NAME, head(GET, "HOST: localhost", "ACCEPT: */*")),
    served("a value that is empty", VALUE, get("X-Empty:")),
    served("a value of blanks", VALUE, get("X-Blank:  \t ")),
    served("a tab inside a value", VALUE, get("X-Tab: a\tb")),
    served("bytes beyond ASCII in a value", VALUE, get(b"X-Text: caf\xe9 \xc3\xa9 \xff")),
    served("a name of every token character", "RFC 9110 §5.6.2",
           get("!#$%&'*+-.^_`|~0123456789abcXYZ: a")),
    served("a name of one letter", NAME, get("X: a")),
    served("fifty fields", "RFC 9110 §5.4", get(*[f"X-{number}: a" for number in range(49)])),
    served("the same field twice", "RFC 9110 §5.3", get("Accept: text/html", "Accept: */*")),
    served("Host at the end", "RFC 9110 §5.3", head(GET, "Accept: */*", HOST)),
    served("a colon in a value", VALUE, get("X-Colon: a:b:c")),
    served("quotes and a comma in a value", "RFC 9110 §5.6.4", get('X-Quoted: "a, \\"b\\"", c')),
    served("a quote that is not closed", VALUE, get('X-Quoted: "a')),
    served("a field of 4,000 bytes", "RFC 9110 §5.4", get("X-Long: " + "a" * 4000)),
]

NAME_SIGNS = [("a space", b" "), ("a parenthesis", b"("), ("another parenthesis", b")"),
              ("a comma", b","), ("a slash", b"/"), ("a semicolon", b";"), ("a less-than", b"<"),
              ("an equals", b"="), ("a greater-than", b">"), ("a question mark", b"?"),
              ("an at", b"@"), ("a bracket", b"["), ("a backslash", b"\\"), ("a brace", b"{"),
              ("a quote", b'"'), ("a byte beyond ASCII", b"\xe9"), ("a tab", b"\t")]

NAME_CONTROLS = [("NUL", b"\0"), ("ESC", b"\x1b"), ("DEL", b"\x7f"), ("BEL", b"\x07")]

VALUE_CONTROLS = [("NUL", b"\0"), ("BEL", b"\x07"), ("a backspace", b"\x08"),
                  ("a vertical tab", b"\x0b"), ("a form feed", b"\x0c"), ("ESC", b"\x1b"),
                  ("a unit separator", b"\x1f"), ("DEL", b"\x7f"), ("SOH", b"\x01")]

SHAPES = [
    ("a space before the colon", "X : a", "malformed_field", ()),
    ("a tab before the colon", "X\t: a", "malformed_field", ()),
    ("a space before the colon of Host", "Host : localhost", "malformed_field", ()),
    ("no name", ": a", "malformed_field", ()),
    ("no colon", "X-Nothing", "malformed_field", ()),
    ("no colon, two words", "X Nothing", "malformed_field", ()),
    ("a folded value", "X: a\r\n b", "folded_field", (200,)),
    ("a value folded by a tab", "X: a\r\n\tb", "folded_field", (200,)),
    ("a folded value that is empty", "X:\r\n \r\nY: b", "folded_field", (200,)),
    ("a folded name", "X\r\n : a", "malformed_field", ()),
    ("CR inside a value", "X: a\rb", "malformed_line_end", (200,)),
    ("CR at a value's end", "X: a\r", "malformed_line_end", ()),
    ("CR inside a name", "X\rY: a", "malformed_line_end", ()),
    ("CR before the colon", "X\r: a", "malformed_line_end", ()),
    ("LF at a line's end", "X: a\nY: b", "malformed_line_end", (200,)),
    ("LF before a field of framing", "X: a\nContent-Length: 5", "malformed_line_end", (200,)),
    ("CR before a field of framing", "X: a\rContent-Length: 5", "malformed_line_end", ()),
    ("LF before the colon", "X\n: a", "malformed_line_end", ()),
    ("a field in curly quotes", b"\xe2\x80\x9cX\xe2\x80\x9d: a", "malformed_field", ()),
    ("a request line among the fields", "GET /canary HTTP/1.1", "malformed_field", ()),
]

HOSTS = ["localhost:80", "localhost:", "localhost:65535", "LOCALHOST", "127.0.0.1", "127.0.0.1:80",
         "[::1]", "[::1]:8080", "[2001:db8::ff00:42:8329]", "[::ffff:192.0.2.1]", "a.b-c_d~e",
         "xn--caf-dma.example", "%41.example", "a!$&'()*+;="]

NO_HOSTS = [
    ("a path", "localhost/healthz"), ("user information", "user@localhost"),
    ("a password", "user:pw@localhost"), ("a space", "local host"),
    ("a port of letters", "localhost:a"),
    ("a port beyond 65535", "localhost:65536"), ("a negative port", "localhost:-1"),
    ("two ports", "localhost:80:80"), ("a list", "localhost, example.org"),
    ("a scheme", "http://localhost"), ("a fragment", "localhost#a"), ("a query", "localhost?a"),
    ("an IPv6 literal without its end", "[::1"), ("an IPv6 literal without brackets", "::1"),
    ("an IPv6 literal of nonsense", "[:::1]"), ("nine groups", "[1:2:3:4:5:6:7:8:9]"),
    ("letters after an IPv6 literal", "[::1]x"), ("an empty literal", "[]"),
    ("a zone", "[fe80::1%25eth0]"),
    ("a broken escape", "%zz"), ("a backslash", "local\\host"), ("a quote", '"localhost"'),
    ("a less-than", "<localhost>"), ("bytes beyond ASCII", b"caf\xc3\xa9.example"),
    ("a port without a host", ":80"),
]

CASES = (
    UNDERSTOOD
    + [refused(f"in a name: {name}", NAME, get(b"X" + sign + b"Y: a"), "malformed_field")
       for name, sign in NAME_SIGNS]
    + [refused(f"in a name: {name}", NAME, get(b"X" + sign + b"Y: a"), "control_character")
       for name, sign in NAME_CONTROLS]
    + [refused(f"in a value: {name}", VALUE, get(b"X: " + MARKER + sign + b"b"),
               "control_character", 200)
       for name, sign in VALUE_CONTROLS]
    + [refused(name, "RFC 9112 §5.2" if code == "folded_field" else FIELD,
               get(text), code, *also)
       for name, text, code, also in SHAPES]
    + [refused("a blank before the first field", "RFC 9112 §2.2",
               head(GET, " " + HOST), "folded_field", 200),
       refused("a tab before the first field", "RFC 9112 §2.2",
               head(GET, "\tX: a", HOST), "folded_field", 200),
       refused("an empty line of LF at the end", "RFC 9112 §2.2",
               octets(f"{GET}\r\n{HOST}\r\n\n"), "malformed_line_end", 200),
       refused("an empty line of two LFs", "RFC 9112 §2.2",
               octets(f"{GET}\n{HOST}\n\n"), "malformed_line_end", 200)]
    + [served(f"Host: {host}", HOST_CLAUSE, head(GET, f"Host: {host}")) for host in HOSTS]
    + [refused(f"in Host: {name}", HOST_CLAUSE, head(GET, b"Host: " + octets(host)),
               "malformed_host")
       for name, host in NO_HOSTS]
    + [refused("no Host", HOST_CLAUSE, head(GET), "missing_host"),
       refused("no Host beside an absolute target", HOST_CLAUSE,
               head("GET http://localhost/healthz HTTP/1.1"), "missing_host"),
       refused("an empty Host", "RFC 9110 §4.2.1", head(GET, "Host:"), "malformed_host", 200),
       refused("two Hosts", HOST_CLAUSE, get("Host: example.org"), "malformed_host"),
       refused("two equal Hosts", HOST_CLAUSE, get(HOST), "malformed_host"),
       refused("two Hosts, one in small letters", HOST_CLAUSE, get("host: localhost"),
               "malformed_host"),
       refused("two Hosts in HTTP/1.0", HOST_CLAUSE,
               head("GET /healthz HTTP/1.0", HOST, "Host: example.org"), "malformed_host"),
       refused("two Hosts beside an absolute target", HOST_CLAUSE,
               get("Host: example.org", line="GET http://localhost/healthz HTTP/1.1"),
               "malformed_host")]
)
