"""The chunked coding (RFC 9112 §7.1): sizes, extensions, line ends, trailers."""

from case import PERSON, Case, Pause, chunked, doubtful, get, head, post, served, statuses

SIZE = "RFC 9112 §7.1"
EXTENSION = "RFC 9112 §7.1.1"
TRAILER = "RFC 9112 §7.1.2"
END = b"0\r\n\r\n"


def one(size=b"c", end=END):
    return chunked(size + b"\r\n" + PERSON + b"\r\n" + end)


def chunk(data):
    return b"%x\r\n" % len(data) + data + b"\r\n"


def trailers(*lines):
    return one(end=b"0\r\n" + b"".join(line + b"\r\n" for line in lines) + b"\r\n")


SIZES = [("a capital digit", b"C"), ("a zero in front", b"0c"),
         ("sixteen digits", b"0" * 15 + b"c")]

EXTENSIONS = [
    ("a name", b";a"), ("a name and a value", b";a=b"), ("a quoted value", b';a="b c"'),
    ("a quoted pair", b';a="b\\"c"'), ("an empty quoted value", b';a=""'),
    ("two of them", b";a=b;c"), ("blanks around the semicolon", b" ; a=b"),
    ("blanks around the equals", b";a = b"), ("a semicolon in quotes", b';a=";"'),
    ("text beyond ASCII in quotes", b';a="\xc3\xa9"'), ("a tab before it", b"\t;a"),
]

GOOD_TRAILERS = [
    ("one", [b"X-Sum: abc"]), ("two", [b"X-Sum: abc", b"X-More: d"]), ("an empty one", [b"X-Sum:"]),
    ("one with text beyond ASCII", [b"X-Sum: \xc3\xa9"]),
]

BAD_SIZES = [
    ("none", b""), ("no digit", b"g"), ("a space in front", b" c"), ("a space behind", b"c "),
    ("a tab behind", b"c\t"), ("0x", b"0xc"), ("a plus", b"+c"), ("a minus", b"-c"),
    ("a point", b"c.0"), ("an underscore", b"0_c"), ("a comma", b"c,c"), ("a colon", b"c:"),
    ("digits behind a space", b"c c"), ("seventeen digits", b"0" * 16 + b"c"),
    ("2^64 and twelve", b"1000000000000000c"), ("more than 2^128", b"1" + b"0" * 32 + b"c"),
    ("a quote", b'"c"'), ("an equals", b"c=a"), ("NUL behind", b"c\0"), ("NUL in front", b"\0c"),
    ("a vertical tab", b"c\x0b"), ("a letter beyond ASCII", b"c\xc3\xa9"), ("an h behind", b"ch"),
    ("digits of another script", "ｃ".encode()),
]

BAD_EXTENSIONS = [
    ("no name", b";"), ("no name, a value", b";=b"), ("no value", b";a="),
    ("a name in quotes", b';"a"'), ("a quote that is not closed", b';a="b'),
    ("two semicolons", b";;a"), ("letters behind quotes", b';a="b"c'),
    ("a space inside a name", b";a b"), ("NUL", b";a=\0"), ("NUL in quotes", b';a="\0"'),
    ("a parenthesis", b";a=(b)"), ("a semicolon at the end", b";a;"),
    ("text beyond ASCII", b";a=\xc3\xa9"), ("a blank at the end", b";a=b "),
    ("CR in quotes", b';a="\r"'),
]

LINE_ENDS = [
    ("LF behind the size", b"c\n" + PERSON + b"\r\n" + END),
    ("LF behind the data", b"c\r\n" + PERSON + b"\n" + END),
    ("LF behind the last size", b"c\r\n" + PERSON + b"\r\n0\n\r\n"),
    ("LF at the end", b"c\r\n" + PERSON + b"\r\n0\r\n\n"),
    ("LF everywhere", b"c\n" + PERSON + b"\n0\n\n"),
    ("CR behind the size", b"c\r" + PERSON + b"\r\n" + END),
    ("two CRs behind the size", b"c\r\r\n" + PERSON + b"\r\n" + END),
    ("CR and another byte", b"c\rX" + PERSON + b"\r\n" + END),
    ("nothing behind the data", b"c\r\n" + PERSON + END),
    ("data longer than its size", b"b\r\n" + PERSON + b"\r\n" + END),
    ("data shorter than its size", b"d\r\n" + PERSON + b"\r\n" + END),
    ("two bytes for CR and LF", b"c\r\n" + PERSON + b"XX" + END),
    ("an empty line before a size", b"\r\nc\r\n" + PERSON + b"\r\n" + END),
    ("an empty line between chunks", b"5\r\n" + PERSON[:5] + b"\r\n\r\n7\r\n" + PERSON[5:]
     + b"\r\n" + END),
    ("LF inside an extension", b"c;a\nb\r\n" + PERSON + b"\r\n" + END),
    ("LF behind an extension", b"c;a=b\n" + PERSON + b"\r\n" + END),
    ("a size in the line of the data", b"c" + PERSON + b"\r\n" + END),
]

BAD_TRAILERS = [
    ("no colon", [b"X-Sum"]), ("no name", [b": a"]), ("a space before the colon", [b"X-Sum : a"]),
    ("a folded one", [b"X-Sum: a", b" b"]), ("NUL", [b"X-Sum: \0"]), ("CR", [b"X-Sum: a\rb"]),
    ("LF", [b"X-Sum: a\nX: b"]), ("a blank in front", [b" X-Sum: a"]),
    ("a name with a parenthesis", [b"X(: a"]),
    ("a request line", [b"GET /canary HTTP/1.1"]),
]

FORBIDDEN = [b"Content-Length: 5", b"Transfer-Encoding: chunked", b"Host: example.org",
             b"Authorization: Bearer x", b"Content-Type: text/plain", b"Content-Encoding: gzip",
             b"Connection: close", b"Trailer: X", b"TE: trailers", b"Set-Cookie: a=b",
             b"Idempotency-Key: a", b"If-Match: *", b"X-Forwarded-For: 1.2.3.4", b"Expect: a",
             b"Upgrade: h2c"]

CASES = (
    [served("one chunk", SIZE, one(), status=201),
     served("a chunk for each byte", SIZE,
            chunked(b"".join(b"1\r\n" + bytes([byte]) + b"\r\n" for byte in PERSON) + END),
            status=201, shows=b'"name":"x"', only_ours=True),
     served("three chunks", SIZE,
            chunked(b"3\r\n" + PERSON[:3] + b"\r\n4\r\n" + PERSON[3:7] + b"\r\n5\r\n" + PERSON[7:]
                    + b"\r\n" + END), status=201),
     served("a last chunk of many zeros", SIZE, one(end=b"0000\r\n\r\n"), status=201),
     served("an empty body", SIZE, chunked(END), 201, 411, status=400,
            ours=(400, "body_missing")),
     served("CR and LF in the data", SIZE,
            chunked(chunk(b'{"name":\r\n"x"\r\n}') + END), status=201),
     served("a chunk in the data", SIZE,
            chunked(chunk(b'{"name":"x\\r\\n0\\r\\n"}') + END), 201, status=422, only_ours=True),
     served("an extension of the last chunk", EXTENSION, one(end=b"0;a=b\r\n\r\n"), status=201),
     Case("two chunked bodies in a pipeline", SIZE, (one() + get() + one(),),
          (statuses(201), statuses(200), statuses(201))),
     Case("chunks that come one by one", SIZE,
          (post("Transfer-Encoding: chunked"), Pause(0.03), b"5\r\n" + PERSON[:5] + b"\r",
           Pause(0.03), b"\n7", Pause(0.03), b"\r\n" + PERSON[5:] + b"\r\n0\r\n",
           Pause(0.03), b"\r\n"),
          (statuses(201),)),
     served("a chunked body for a path that is not there", SIZE,
            head("POST /none HTTP/1.1", "Host: localhost", "Transfer-Encoding: chunked")
            + b"5\r\nhello\r\n" + END, status=404)]
    + [served(f"a size: {name}", SIZE, one(size), status=201) for name, size in SIZES]
    + [served(f"an extension: {name}", EXTENSION, one(b"c" + text), status=201)
       for name, text in EXTENSIONS]
    + [served(f"trailers: {name}", TRAILER, trailers(*lines), status=201)
       for name, lines in GOOD_TRAILERS]
    + [doubtful(f"no size: {name}", SIZE, one(size), "malformed_chunk", 413)
       for name, size in BAD_SIZES]
    + [doubtful("a size of 2^63", SIZE, one(b"8000000000000000"), "body_too_large", 400,
                status=413, only_ours=True),
       doubtful("a size of 2^64 less one", SIZE, one(b"f" * 16), "body_too_large", 400,
                status=413, only_ours=True),
       doubtful("a size of 2^32 and twelve", SIZE, one(b"10000000c"), "body_too_large", 400,
                status=413, only_ours=True)]
    + [doubtful(f"no extension: {name}", EXTENSION, one(b"c" + text), "malformed_chunk",
                *((201,) if not text.strip(b';ab= ') or text == b";a;" else ()))
       for name, text in BAD_EXTENSIONS]
    + [doubtful(f"line ends: {name}", SIZE, chunked(body), "malformed_chunk",
                *((201,) if name == "LF at the end" else ()),
                **({"ours": (400, "malformed_trailer")} if name == "LF at the end" else {}))
       for name, body in LINE_ENDS]
    + [doubtful(f"no trailer: {name}", TRAILER, trailers(*lines), "malformed_trailer", 201)
       for name, lines in BAD_TRAILERS]
    + [doubtful(f"a trailer may not be {line.split(b':')[0].decode()}", "RFC 9110 §6.5.1",
                trailers(line), "malformed_trailer", 201, end="any")
       for line in FORBIDDEN]
)
