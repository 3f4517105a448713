"""What one case is: the bytes, the clause they rest on, and the outcomes that it leaves open.
Helpers here make the usual requests; nothing here sends anything."""

import dataclasses

# Stands for a real key of the same length, put in when the case is sent, so that lengths stay true.
KEY = b"mk_live_" + b"0" * 51
# Stands for the id of a person who is there, likewise.
PERSON_ID = b"person_" + b"0" * 26
# In whatever is odd about a request: no answer that refuses may show it again.
MARKER = b"Zq7"

GET = "GET /healthz HTTP/1.1"
HOST = "Host: localhost"
POST = "POST /v1/people HTTP/1.1"
PERSON = b'{"name":"x"}'


@dataclasses.dataclass(frozen=True)
class Pause:
    """Nothing is sent for so long."""
    seconds: float


@dataclasses.dataclass(frozen=True)
class Await:
    """Goes on when so many answers have come in all; interim ones count."""
    count: int


@dataclasses.dataclass(frozen=True)
class Finish:
    """We send no more, but read on (shutdown(2), SHUT_WR)."""


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    clause: str
    # Bytes, Pause, Await, Finish in order.
    steps: tuple
    # For each answer the statuses that are right. More answers than these is smuggling.
    answers: tuple = (frozenset({200}),)
    # "open": the next request is answered; "closed": nothing more is, and the connection ends;
    # "any": either.
    end: str = "open"
    # The same for our server, where it is stricter.
    own_end: str | None = None
    # What our server says in the last answer: status, and the problem's code or None.
    ours: tuple | None = None
    # Needs routes, limits or words of ours: no server else is held against it.
    only_ours: bool = False
    # Numbers of the answers to HEAD, which have no content.
    heads: frozenset = frozenset()
    # How many 100 (Continue) may come before the answers.
    interim: frozenset = frozenset({0})
    # Fields of the last answer: a pattern that the value matches, or None where there is no field.
    says: tuple = ()
    # Stands in the last answer's content.
    shows: bytes = b""
    # `--limit` settings of the server that it needs.
    limits: tuple = ()
    # Connections that are open, and silent, before this one.
    beside: int = 0
    # Whether a request that must not be answered follows at once, where the connection ends.
    tail: bool = True
    # The connection ends after a time without requests, not with the last answer.
    ends_later: bool = False
    # Whether the answer may be nothing but the end of the connection.
    silent: bool = False

    def end_on(self, subject):
        return self.own_end or self.end if subject.is_ours else self.end

    @property
    def can_be_cut(self):
        return (len(self.steps) == 1 and isinstance(self.steps[0], bytes) and not self.limits
                and not self.beside)


def statuses(*values):
    return frozenset(values)


def head(line, *fields):
    return b"\r\n".join(octets(part) for part in (line, *fields)) + b"\r\n\r\n"


def octets(text):
    return text if isinstance(text, bytes) else text.encode("latin-1")


def get(*fields, line=GET):
    return head(line, HOST, *fields)


def authorised(*fields, line="GET /v1/people?limit=1 HTTP/1.1"):
    return head(line, HOST, b"Authorization: Bearer " + KEY, *fields)


def post(*fields, body=b"", line=POST, media="application/json"):
    return head(line, HOST, b"Authorization: Bearer " + KEY,
                f"Content-Type: {media}", *fields) + body


def sized(body=PERSON, *fields, line=POST, media="application/json"):
    """A POST with a right Content-Length."""
    return post(f"Content-Length: {len(body)}", *fields, body=body, line=line, media=media)


def chunked(body, *fields, line=POST):
    return post("Transfer-Encoding: chunked", *fields, body=body, line=line)


def served(name, clause, sent, *also, status=200, **more):
    """One request that is understood; others may answer with one of `also` as well."""
    steps = sent if isinstance(sent, tuple) else (sent,)
    return Case(name, clause, steps, (statuses(status, *also),),
                **{"ours": (status, None), **more})


def refused(name, clause, sent, code, *also, status=400, **more):
    """One request that is not understood, or must not be. Ours says why and ends the connection;
    another server may go on, where the end of the request is beyond doubt."""
    steps = sent if isinstance(sent, tuple) else (sent,)
    return Case(name, clause, steps, (statuses(status, *also),),
                **{"end": "any", "own_end": "closed", "ours": (status, code), **more})


def doubtful(name, clause, sent, code, *also, status=400, **more):
    """The same where the request's end is in doubt: a server that does not take it on one reading
    may not go on after it either."""
    end = "any" if any(one < 400 for one in also) else "closed"
    return refused(name, clause, sent, code, *also, status=status, **{"end": end, **more})
