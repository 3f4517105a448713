"""Every limit of docs/limits.md that can be met from outside: one below it, at it, one above it."""

import json

from case import (
    GET, HOST, MARKER, PERSON, Await, Case, Pause, authorised, chunked, get, head, octets,
    post, refused, served, sized, statuses,
)

LINE_MAX = 8192
FIELD_MAX = 8192
BLOCK_MAX = 32768
FIELDS_MAX = 100
PAIRS_MAX = 100
BODY_MAX = 262144
EXTENSION_MAX = 256
EXTENSIONS_MAX = 16384
TRAILER_MAX = 4096
LIMITS = "docs/limits.md "


def line_of(count):
    """A request line of so many bytes."""
    rest = count - len("GET / HTTP/1.1")
    return head("GET /" + "a" * rest + " HTTP/1.1", HOST)


def field_of(count):
    return get("X: " + "a" * (count - 3))


def block_of(count):
    """Field lines of so many bytes, CRLFs and the empty line included."""
    lines, left = [HOST], count - len(HOST) - 4
    while left > 8000:
        lines.append("X: " + "a" * 5000)
        left -= 5005
    return head(GET, *lines, "X: " + "a" * (left - 5))


def fields_of(count):
    return get(*["X: a"] * (count - 1))


def pairs_of(count):
    return authorised(line="GET /v1/people?" + "&".join(["limit=1"] * count) + " HTTP/1.1")


def body_of(count):
    return PERSON[:-1] + b" " * (count - len(PERSON)) + b"}"


def in_chunks(body, size):
    parts = [body[start:start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n" % len(part) + part + b"\r\n" for part in parts) + b"0\r\n\r\n"


def extension_of(count, size=b"c"):
    return size + b";" + b"a" * (count - 1) + b"\r\n"


def chunks_of(extensions):
    """One byte of the person in each of its chunks, then one chunk for the rest of `extensions`:
    each size line has at most what one may have."""
    body, left = b"", extensions
    spaces = b" " * 70
    for byte in PERSON[:-1] + spaces:
        count = min(left, EXTENSION_MAX)
        left -= count
        line = extension_of(count, b"1") if count > 1 else b"1\r\n"
        body += line + bytes([byte]) + b"\r\n"
    if left == 1:
        raise ValueError("one byte of extension is none")
    return body + b"1\r\n}\r\n0\r\n\r\n"


def trailers_of(count):
    """A trailer section of so many bytes, CRLFs included."""
    body, left = b"c\r\n" + PERSON + b"\r\n0\r\n", count
    while left > 1010:
        body += b"X: " + b"a" * 995 + b"\r\n"
        left -= 1000
    return body + b"X: " + b"a" * (left - 5) + b"\r\n\r\n"


def around(name, clause, limit, make, ok, over, answer=200, also=()):
    """The three cases around a limit of a size. Other servers have other limits."""
    status, code = over
    return [
        served(f"{name}: one below", LIMITS + clause, make(limit - 1), *also, status=answer,
               only_ours=True, ours=ok),
        served(f"{name}: at it", LIMITS + clause, make(limit), *also, status=answer,
               only_ours=True, ours=ok),
        refused(f"{name}: one above", LIMITS + clause, make(limit + 1), code, status=status,
                only_ours=True),
    ]


SIZES = (
    around("request line", "request_line_max", LINE_MAX, line_of, (404, "no_such_path"),
           (414, "request_line_too_long"), answer=404)
    + around("field", "field_max", FIELD_MAX, field_of, (200, None), (431, "field_too_long"))
    + around("header block", "header_block_max", BLOCK_MAX, block_of, (200, None),
             (431, "fields_too_long"))
    + around("fields", "field_count_max", FIELDS_MAX, fields_of, (200, None),
             (431, "too_many_fields"))
    + around("body by length", "body_max", BODY_MAX, lambda count: sized(body_of(count)),
             (201, None), (413, "body_too_large"), answer=201)
    + around("body in one chunk", "body_max", BODY_MAX,
             lambda count: chunked(b"%x\r\n" % count + body_of(count) + b"\r\n0\r\n\r\n"),
             (201, None), (413, "body_too_large"), answer=201)
    + around("body in chunks of 4,000", "body_max", BODY_MAX,
             lambda count: chunked(in_chunks(body_of(count), 4000)),
             (201, None), (413, "body_too_large"), answer=201)
    + around("chunk extension", "chunk_extension_max", EXTENSION_MAX,
             lambda count: chunked(extension_of(count) + PERSON + b"\r\n0\r\n\r\n"),
             (201, None), (400, "chunk_extension_too_long"), answer=201)
    + around("chunk extension of the last chunk", "chunk_extension_max", EXTENSION_MAX,
             lambda count: chunked(b"c\r\n" + PERSON + b"\r\n" + extension_of(count, b"0")
                                   + b"\r\n"),
             (201, None), (400, "chunk_extension_too_long"), answer=201)
    + around("trailers", "trailer_max", TRAILER_MAX, lambda count: chunked(trailers_of(count)),
             (201, None), (431, "trailers_too_long"), answer=201)
)


OTHER_SIZES = [
    served("chunk extensions of one body: at it", LIMITS + "chunk_extensions_max",
           chunked(chunks_of(EXTENSIONS_MAX)), status=201, only_ours=True),
    refused("chunk extensions of one body: two above", LIMITS + "chunk_extensions_max",
            chunked(chunks_of(EXTENSIONS_MAX + 2)), "chunk_extension_too_long", only_ours=True),
    served("parameters of a query: at it", LIMITS + "query_pairs_max", pairs_of(PAIRS_MAX),
           status=422, only_ours=True),
    served("parameters of a query: one above", LIMITS + "query_pairs_max",
           pairs_of(PAIRS_MAX + 1), status=400, only_ours=True, ours=(400, "too_many_parameters")),
    served("parameters of a query: the limit is the operator's", LIMITS + "query_pairs_max",
           authorised(line="GET /v1/people?limit=1&limit=1&limit=1 HTTP/1.1"), status=400,
           only_ours=True, ours=(400, "too_many_parameters"), limits=("query_pairs_max=2",)),
    refused("a body beyond what the operator allows", LIMITS + "body_max", sized(body_of(2001)),
            "body_too_large", status=413, only_ours=True, limits=("body_max=2000",)),
    served("a body of what the operator allows", LIMITS + "body_max", sized(body_of(300_000)),
           status=201, only_ours=True, limits=("body_max=300000",)),
    served("a request line of 8,000 bytes", "RFC 9112 §3", line_of(8000), 414, status=404),
    refused("a body that is refused by its length alone", "RFC 9110 §15.5.14",
            post("Content-Length: 100000000"), "body_too_large", status=413, tail=False,
            only_ours=True),
    refused("a chunk that is refused by its size alone", "RFC 9110 §15.5.14",
            chunked(b"5f5e100\r\n"), "body_too_large", 400, status=413, tail=False,
            only_ours=True),
    refused("a line without an end", LIMITS + "request_line_max", b"GET /" + b"a" * 100_000,
            "request_line_too_long", 400, status=414, tail=False),
    refused("a field without an end", LIMITS + "field_max",
            octets(f"{GET}\r\n{HOST}\r\nX: ") + b"a" * 60_000, "field_too_long", 400, status=431,
            tail=False),
    refused("a name without an end", LIMITS + "field_max",
            octets(f"{GET}\r\n{HOST}\r\n") + b"a" * 60_000, "field_too_long", 400, status=431,
            tail=False),
    refused("fields without an end", LIMITS + "field_count_max",
            octets(f"{GET}\r\n{HOST}\r\n") + b"X: a\r\n" * 8000, "too_many_fields", 400,
            status=431, tail=False),
    refused("a chunk extension without an end", LIMITS + "chunk_extension_max",
            chunked(b"c;" + b"a" * 60_000), "chunk_extension_too_long", 413, 431, tail=False),
    refused("a chunk size without an end", "RFC 9112 §7.1", chunked(b"0" * 60_000),
            "malformed_chunk", 413, tail=False),
    refused("trailers without an end", LIMITS + "trailer_max",
            chunked(b"c\r\n" + PERSON + b"\r\n0\r\n" + b"X: a\r\n" * 9000), "trailers_too_long",
            400, 413, status=431, tail=False),
]

TIME_LIMITS = ("header_time=700", "body_time=900", "idle_time=700", "body_rate_grace=500",
               "body_rate_min=100", "requests_per_connection=3")
HEAD_PART = octets(f"{GET}\r\n{HOST}\r\n")

TIMES = [
    served("a head in time", LIMITS + "header_time", (HEAD_PART, Pause(0.2), b"\r\n"),
           only_ours=True, limits=TIME_LIMITS),
    refused("a head that stops", LIMITS + "header_time", (HEAD_PART,), "head_timeout",
            status=408, only_ours=True, limits=TIME_LIMITS, tail=False),
    refused("a head that trickles", LIMITS + "header_time",
            (HEAD_PART,) + (Pause(0.15), b"X: a\r\n") * 4 + (Pause(0.5),), "head_timeout",
            status=408, only_ours=True, limits=TIME_LIMITS, tail=False),
    served("a body in time", LIMITS + "body_time", (sized()[:-3], Pause(0.2), PERSON[-3:]),
           status=201, only_ours=True, limits=TIME_LIMITS),
    refused("a body that stops", LIMITS + "body_rate_min", (sized()[:-3],), "body_timeout",
            status=408, only_ours=True, limits=TIME_LIMITS, tail=False),
    refused("a body below the least rate", LIMITS + "body_rate_min",
            (post("Content-Length: 1000"),) + (Pause(0.15), b"      ") * 4, "body_timeout",
            status=408, only_ours=True, limits=TIME_LIMITS, tail=False),
    refused("a chunked body that stops", LIMITS + "body_rate_min", (chunked(b"c\r\n{"),),
            "body_timeout", status=408, only_ours=True, limits=TIME_LIMITS, tail=False),
    Case("a connection that says nothing is closed without a word", LIMITS + "header_time",
         (), answers=(), end="closed", only_ours=True, limits=TIME_LIMITS, tail=False),
    Case("an idle connection is closed without a word", LIMITS + "idle_time",
         (get(), Await(1)), end="closed", only_ours=True, limits=TIME_LIMITS, tail=False,
         ends_later=True),
    Case("a connection ends after its last request", LIMITS + "requests_per_connection",
         (get() * 3,), answers=(statuses(200),) * 3, end="closed", only_ours=True,
         limits=TIME_LIMITS, says=(("Connection", "close"),)),
]

AMOUNTS = [
    refused("one connection more than an address may have", LIMITS + "connections_per_address",
            get(), "too_many_connections", status=503, only_ours=True, beside=3, tail=False,
            limits=("connections_per_address=3", "rate"), own_end="any"),
    served("as many connections as an address may have", LIMITS + "connections_per_address",
           get(), only_ours=True, beside=2, limits=("connections_per_address=3", "rate")),
    refused("one connection more than there may be", LIMITS + "connections_max", get(),
            "too_many_connections", status=503, only_ours=True, beside=3, tail=False,
            limits=("connections_max=3",), own_end="any"),
    Case("more requests in a pipeline than are taken at once", LIMITS + "pipelined_max",
         (get() * 50,), answers=(statuses(200),) * 50),
    served("an answer that is worth packing is packed", LIMITS + "compression_from",
           head("GET /openapi.yaml HTTP/1.1", HOST, "Accept-Encoding: gzip"), only_ours=True,
           says=(("Content-Encoding", "^gzip$"), ("Vary", "Accept-Encoding"))),
    served("a small answer is not", LIMITS + "compression_from", get("Accept-Encoding: gzip"),
           only_ours=True, says=(("Content-Encoding", None), ("Vary", "Accept-Encoding"))),
    served("a body that is kept in a file", LIMITS + "spool_from",
           post("Content-Length: 300012", line="POST /v1/imports HTTP/1.1",
                media="application/x-ndjson", body=PERSON + b"\n" * 300_000),
           status=202, only_ours=True),
    refused("more after a refusal than is read on", LIMITS + "linger_max",
            b"GET\r\n\r\n" + MARKER * 100_000, "malformed_request_line", tail=False, silent=True),
]

VALUES = [
    served("a request id of 64 letters", "openapi.yaml, every answer",
           get("X-Request-Id: " + "a" * 64), only_ours=True,
           says=(("X-Request-Id", "^a{64}$"),)),
    served("a request id of 65 letters is not taken", "openapi.yaml, every answer",
           get("X-Request-Id: " + "a" * 65), only_ours=True,
           says=(("X-Request-Id", "^req_"),)),
    served("an idempotency key of 255 letters", "openapi.yaml, sending again",
           sized(PERSON, "Idempotency-Key: " + "k" * 255), status=201, only_ours=True),
    served("an idempotency key of 256 letters", "openapi.yaml, sending again",
           sized(PERSON, "Idempotency-Key: " + "k" * 256), status=400, only_ours=True,
           ours=(400, None)),
    served("JSON of 64 levels", "openapi.yaml, errors",
           sized(b'{"name":' + b"[" * 63 + b"]" * 63 + b"}"), status=422, only_ours=True),
    served("JSON of 65 levels", "openapi.yaml, errors",
           sized(b'{"name":' + b"[" * 64 + b"]" * 64 + b"}"), status=400, only_ours=True,
           ours=(400, "malformed_json")),
    served("JSON of 100,000 levels", "openapi.yaml, errors", sized(b"[" * 100_000),
           status=400, only_ours=True, ours=(400, "malformed_json")),
    served("a number of a thousand digits", "openapi.yaml, errors",
           sized(json.dumps({"name": "x", "n": 0}).encode().replace(b"0", b"9" * 1000)),
           422, status=400, only_ours=True, ours=None),
]

CASES = SIZES + OTHER_SIZES + TIMES + AMOUNTS + VALUES
