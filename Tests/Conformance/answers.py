"""A strict reader of what servers answer (RFC 9112 §4 to §7), and what else is asked of our own
answers. A reader that forgave anything would hide what it is here to find."""

import calendar
import json
import re
import time

STATUS_LINE = re.compile(rb"HTTP/1\.1 ([1-5][0-9]{2}) [\t\x20-\x7e\x80-\xff]*\Z")
FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*\Z")
DATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    r"(\d{4}) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d GMT\Z")
DATE_LEEWAY = 5


class Fault(Exception):
    """An answer that is not one."""


class Answer:
    def __init__(self, status, fields):
        self.status = status
        self.fields = fields
        self.body = b""

    def all(self, name):
        return [value for known, value in self.fields if known == name.lower()]

    def field(self, name):
        values = self.all(name)
        return values[0] if values else None

    @property
    def is_interim(self):
        return self.status < 200

    @property
    def says_close(self):
        members = ",".join(self.all("connection")).lower().split(",")
        return "close" in [member.strip() for member in members]


def read(data, has_content, at_end):
    """The first answer in `data` and how many bytes it took; None while it is not whole."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        check_beginning(data)
        if at_end and data:
            raise Fault(f"the head breaks off: {data[:80]!r}")
        return None
    answer = read_head(bytes(data[:end]))
    start = end + 4
    if answer.is_interim or answer.status in (204, 304) or not has_content:
        check_framing(answer)
        return answer, start
    return read_content(answer, data, start, at_end)


def check_beginning(data):
    if not b"HTTP/1.1 ".startswith(bytes(data[:9])):
        raise Fault(f"no status line: {bytes(data[:80])!r}")


def read_head(text):
    lines = text.split(b"\r\n")
    match = STATUS_LINE.match(lines[0])
    if not match:
        raise Fault(f"status line {lines[0][:80]!r}")
    fields = []
    for line in lines[1:]:
        field = FIELD.match(line)
        if not field:
            raise Fault(f"field line {line[:80]!r}")
        fields.append((field.group(1).decode().lower(), field.group(2).decode("latin-1")))
    return Answer(int(match.group(1)), fields)


def check_framing(answer):
    lengths, codings = answer.all("content-length"), answer.all("transfer-encoding")
    if len(lengths) > 1 or (lengths and not re.fullmatch(r"[0-9]{1,18}", lengths[0])):
        raise Fault(f"Content-Length {lengths}")
    if codings and codings != ["chunked"]:
        raise Fault(f"Transfer-Encoding {codings}")
    if lengths and codings:
        raise Fault("Content-Length beside Transfer-Encoding")
    if (answer.is_interim or answer.status == 204) and (lengths or codings):
        raise Fault(f"{answer.status} with a length (RFC 9110 §8.6)")


def read_content(answer, data, start, at_end):
    check_framing(answer)
    if answer.all("transfer-encoding"):
        return read_chunks(answer, data, start, at_end)
    length = answer.field("content-length")
    if length is None:
        if not at_end:
            return None
        answer.body = bytes(data[start:])
        return answer, len(data)
    end = start + int(length)
    if len(data) < end:
        if at_end:
            raise Fault(f"{len(data) - start} of {length} bytes of content, then the end")
        return None
    answer.body = bytes(data[start:end])
    return answer, end


def read_chunks(answer, data, start, at_end):
    while True:
        end = data.find(b"\r\n", start)
        if end < 0:
            break
        size = bytes(data[start:end])
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size):
            raise Fault(f"chunk size {size[:40]!r}")
        start, length = end + 2, int(size, 16)
        if len(data) < start + length + 2:
            break
        if data[start + length:start + length + 2] != b"\r\n":
            raise Fault("no CRLF after a chunk, or trailers")
        answer.body += bytes(data[start:start + length])
        start += length + 2
        if length == 0:
            return answer, start
    if at_end:
        raise Fault("the chunks break off")
    return None


# What is asked of our own answers, beyond being answers.

def complaints(answer, has_content, closes):
    """Every sentence is a rule that this answer breaks. `closes` is None where that is unknown."""
    if answer.is_interim:
        return [] if not answer.fields else ["an interim answer with fields"]
    found = list(date_complaints(answer))
    if answer.status != 304 and answer.status != 204:
        if not (answer.all("content-length") or answer.all("transfer-encoding")):
            found.append("no length (RFC 9112 §6.3)")
    if closes is not None and answer.says_close != closes:
        found.append("the connection "
                     + ("ends without" if closes else "goes on after") + " Connection: close")
    if answer.field("x-content-type-options") != "nosniff":
        found.append("no X-Content-Type-Options: nosniff (ASVS 3.4.4)")
    if not answer.field("x-request-id"):
        found.append("no X-Request-Id")
    if re.search(r"\d", answer.field("server") or ""):
        found.append("Server tells a version")
    found += required_fields(answer)
    if answer.status >= 400 and has_content:
        found += problem_complaints(answer)
    return found


def date_complaints(answer):
    dates = answer.all("date")
    match = DATE.match(dates[0]) if len(dates) == 1 else None
    if not match:
        yield f"Date {dates} (RFC 9110 §5.6.7, §6.6.1)"
        return
    moment = time.strptime(dates[0], "%a, %d %b %Y %H:%M:%S GMT")
    seconds = calendar.timegm(moment)
    if abs(seconds - time.time()) > DATE_LEEWAY:
        yield f"Date {dates[0]} is not now"
    if time.strftime("%a", time.gmtime(seconds)) != match.group(1):
        yield f"Date {dates[0]} has the wrong day"


REQUIRED = {401: "www-authenticate", 405: "allow", 429: "retry-after", 503: "retry-after"}


def required_fields(answer):
    name = REQUIRED.get(answer.status)
    return [f"{answer.status} without {name}"] if name and not answer.field(name) else []


def problem_complaints(answer):
    if answer.field("content-type") != "application/problem+json":
        return [f"{answer.status} as {answer.field('content-type')}, not as a problem (RFC 9457)"]
    try:
        problem = json.loads(answer.body)
    except ValueError:
        return [f"a problem that is not JSON: {answer.body[:80]!r}"]
    missing = {"type", "title", "status", "detail", "code", "request_id"} - set(problem)
    if missing:
        return [f"a problem without {sorted(missing)}"]
    if problem["status"] != answer.status:
        return [f"a problem of status {problem['status']} in a {answer.status}"]
    if answer.field("x-request-id") not in (None, problem["request_id"]):
        return ["the problem's request_id is not X-Request-Id"]
    return []


def code(answer):
    try:
        return json.loads(answer.body).get("code")
    except (ValueError, AttributeError):
        return None
