"""Requests that do not wait for answers (RFC 9112 §9.3.2): all answered, in order, each once."""

from case import (
    GET, HOST, PERSON, Await, Case, Finish, Pause, chunked, get, head, octets, post, sized,
    statuses,
)

ORDER = "RFC 9112 §9.3.2"
CLOSE = "RFC 9112 §9.6"
NONE = head("GET /none HTTP/1.1", HOST)
HEAD = head("HEAD /healthz HTTP/1.1", HOST)
CHUNKS = chunked(b"c\r\n" + PERSON + b"\r\n0\r\n\r\n")
LAST = get("Connection: close")


def pipeline(name, *parts, clause=ORDER, **more):
    """Each part is a request and what it is answered with."""
    return Case(name, clause, (b"".join(sent for sent, _ in parts),),
                tuple(statuses(*(status if isinstance(status, tuple) else (status,)))
                      for _, status in parts), **more)


def broken(name, first, wrong, code, clause=ORDER, *also):
    """A good request, then one that is refused, then one that must never be answered."""
    return Case(name, clause, (first + wrong,), (statuses(200), statuses(400, 501, *also)),
                ours=(code[0], code[1]), end="any", own_end="closed")


CASES = [
    pipeline("two", (get(), 200), (get(), 200)),
    pipeline("ten", *[(get(), 200)] * 10),
    pipeline("a hundred", *[(get(), 200)] * 100),
    pipeline("different answers keep their order", (get(), 200), (NONE, 404), (get(), 200),
             (NONE, 404), (sized(), 201), (get(), 200)),
    pipeline("a HEAD among others", (get(), 200), (HEAD, 200), (get(), 200), heads=frozenset({1})),
    pipeline("three HEADs", (HEAD, 200), (HEAD, 200), (HEAD, 200), heads=frozenset({0, 1, 2})),
    pipeline("writes", (sized(), 201), (sized(), 201), (sized(), 201)),
    pipeline("chunked and by length", (CHUNKS, 201), (sized(), 201), (CHUNKS, 201), (get(), 200)),
    pipeline("reads between writes", (sized(), 201), (get(), 200), (CHUNKS, 201), (NONE, 404)),
    pipeline("a body behind each read", (get("Content-Length: 3") + b"abc", (200, 400)),
             (get("Content-Length: 3") + b"abc", (200, 400))),
    pipeline("an empty line between two", (get() + b"\r\n", 200), (get(), 200),
             clause="RFC 9112 §2.2"),
    pipeline("an empty line behind a body", (sized() + b"\r\n", 201), (get(), 200),
             clause="RFC 9112 §2.2"),
    pipeline("nothing after Connection: close", (get(), 200), (LAST, 200), clause=CLOSE,
             end="closed"),
    pipeline("nothing after the first that says close", (LAST, 200), clause=CLOSE, end="closed"),
    pipeline("nothing after a close beside other options",
             (get("Connection: foo, Close , bar"), 200), clause="RFC 9110 §7.6.1", end="closed"),
    pipeline("nothing after HTTP/1.0", (get(), 200), (head("GET /healthz HTTP/1.0"), 200),
             clause="RFC 9112 §9.3", end="closed"),
    pipeline("HTTP/1.0 that keeps alive, among 1.1",
             (head("GET /healthz HTTP/1.0", "Connection: keep-alive"), 200), (get(), 200),
             clause="RFC 9112 §9.3"),
    Case("a request that comes while the first is answered", ORDER,
         (sized(), Pause(0.002), get(), Pause(0.002), sized()),
         (statuses(201), statuses(200), statuses(201))),
    Case("one that waits for each answer", ORDER,
         (get(), Await(1), get(), Await(2), get()), (statuses(200),) * 3),
    Case("a second that comes in two parts", ORDER,
         (get() + get()[:9], Pause(0.03), get()[9:]), (statuses(200),) * 2),
    Case("a second that comes byte by byte", ORDER,
         (get(),) + tuple(get()[index:index + 1] for index in range(len(get()))),
         (statuses(200),) * 2),
    Case("all are answered though we send no more", "RFC 9112 §9.6",
         (get() * 5 + sized(), Finish()), (statuses(200),) * 5 + (statuses(201),), end="closed",
         tail=False),
    broken("a broken line behind a good request", get(), b"GET  /healthz HTTP/1.1\r\n\r\n",
           (400, "malformed_target")),
    broken("no Host behind a good request", get(), head(GET), (400, "missing_host")),
    broken("two framings behind a good request", get(),
           post("Content-Length: 4", "Transfer-Encoding: chunked") + b"0\r\n\r\n",
           (400, "ambiguous_framing"), "RFC 9112 §11.2"),
    broken("a chunk that is none behind a good request", get(), chunked(b"x\r\n"),
           (400, "malformed_chunk"), "RFC 9112 §7.1"),
    broken("an unknown coding behind a good request", get(), post("Transfer-Encoding: gzip"),
           (501, "unknown_transfer_coding"), "RFC 9112 §6.1"),
    Case("a chunked body, then bytes that are no request", "RFC 9112 §9.2",
         (CHUNKS + b"0\r\n\r\n",), (statuses(201), statuses(400)), end="closed",
         ours=(400, "malformed_request_line")),
    Case("a body too long by one", "RFC 9112 §6.3",
         (post("Content-Length: 11", body=PERSON) + b"\r\n\r\n",),
         (statuses(400), statuses(400)), end="closed", ours=(400, None)),
    Case("a request inside of what is passed over", "RFC 9112 §6.3",
         (sized(get(), line="POST /none HTTP/1.1") + get(),), (statuses(404), statuses(200))),
    Case("a pipeline of unknown methods", "RFC 9110 §9.1",
         (octets(f"BREW /healthz HTTP/1.1\r\n{HOST}\r\n\r\n") * 3,),
         (statuses(501),) * 3, only_ours=True),
]
