"""Whatever may grow faster than what is sent: each suspect at a size and at eight times that size,
by the server's processor time. What is quadratic costs eight times as much for each byte."""

import statistics

from crowd import addresses, bound_socket
from gauge import Gauge
from outcome import Outcome
from wire import HOST_FIELD, Conversation, request

TIMES = 8
ROUNDS = 3
# Growing tables and caches that overflow cost a little more; a square costs eight times as much.
GROWTH_MAX = 2.5
# Below this a large one is too cheap for its growth to matter, or to be told from noise.
CHEAP_NS = 2_000_000
IDLE = 2000
# How often one is looked at before it is believed to grow: what is quadratic is so each time, but how
# many of the bytes that come one by one are read together is chance.
LOOKS = 4


# MARK: Suspects, each a request of about so many bytes

def members(size, name):
    count = size // 12
    return "{" + ",".join(f'"{name(number)}":0' for number in range(count)) + "}"


def json_suspects():
    """Bodies, by what they are made of."""
    return {
        "members": lambda size: members(size, lambda number: f"a{number:07d}"),
        "members beyond ASCII": lambda size: members(size, lambda number: f"é{number:05d}"),
        "entries": lambda size: '{"skills_offered":[' + '{"a":1},' * (size // 8) + "{}]}",
        "strings": lambda size: '{"languages":[' + '"en",' * (size // 5) + '"en"]}',
        "one string": lambda size: '{"name":"' + "x" * size + '"}',
        "letters with a mark": lambda size: '{"name":"' + "e\u0301" * (size // 3) + '"}',
        "emoji": lambda size: '{"name":"' + "👩‍👩‍👧" * (size // 18) + '"}',
        "escapes": lambda size: '{"name":"' + "\\u00e9" * (size // 6) + '"}',
        "a fraction": lambda size: '{"name":0.' + "7" * size + "}",
        "an integer": lambda size: '{"name":' + "9" * size + "}",
        "numbers": lambda size: '{"name":[' + "1.25e-7," * (size // 8) + "0]}",
        "arrays": lambda size: '{"name":[' + "[[[]]]," * (size // 7) + "0]}",
        "blanks": lambda size: "{" + " \n" * (size // 2) + "}",
        "lines before a fault": lambda size: "{" + "\n" * size + "x}",
    }


def head_suspects():
    """Heads, by what they are made of; no more than a head may have."""
    def fields(size, line):
        return b"GET /healthz HTTP/1.1\r\n" + HOST_FIELD + line * (size // len(line)) + b"\r\n"

    return {
        "fields": lambda size: fields(size // 8, b"X-A: b\r\n"),
        "accept members": lambda size: fields(8192, b"Accept: " + b"a/b," * (size // 24) + b"\r\n"),
        "tabs": lambda size: fields(8192, b"X-A: a" + b"\t" * (size // 6) + b"a\r\n"),
        "path": lambda size: b"GET " + b"/a" * (size // 12) + b" HTTP/1.1\r\n" + HOST_FIELD
        + b"\r\n",
        "escaped path": lambda size: b"GET /problems/" + b"%c3%a9" * (size // 36)
        + b" HTTP/1.1\r\n" + HOST_FIELD + b"\r\n",
    }


def suspects(target):
    """Name: how to send it at a size; and the smaller size."""
    key = target.keys[4]
    patch = f"/v1/people/{target.people[2]}"
    found = {}
    for name, make in json_suspects().items():
        found[name] = (lambda size, make=make: [
            request("POST", "/v1/people", body=make(size).encode(), key=key)], 30_000)
    for name, make in head_suspects().items():
        found[name] = (lambda size, make=make: [make(size)], 5_000)
    found["patch members"] = (lambda size: [request(
        "PATCH", patch, [("If-Match", '"1"')],
        members(size, lambda number: f"a{number:07d}").encode(), key)], 30_000)
    found["query pairs"] = (lambda size: [request(
        "GET", "/v1/people?" + "&".join(["%61%62=%63"] * (size // 80)), key=key)], 1_000)
    found["tiny chunks"] = (lambda size: [
        b"POST /v1/people HTTP/1.1\r\n" + HOST_FIELD + b"Transfer-Encoding: chunked\r\n"
        b"Content-Type: application/json\r\n\r\n" + b"1\r\n \r\n" * (size // 6)
        + b"0\r\n\r\n"], 30_000)
    found["bytes one by one"] = (lambda size: [
        bytes([byte]) for byte in request("GET", "/healthz?" + "a" * (size - 60))], 500)
    return found


# MARK: Measuring

def cost(target, conversation, parts, repeats):
    """Nanoseconds that one costs the server: the least of some rounds."""
    gauge, times = Gauge(target.pid), []
    for _ in range(target.scaled(ROUNDS, 1)):
        before = gauge.threads()[0]
        for _ in range(repeats):
            for part in parts[:-1]:
                conversation.connect()
                conversation.socket.sendall(part)
            conversation.ask(parts[-1])
        times.append((gauge.threads()[0] - before) / repeats)
    return min(times)


def look(target, conversation, make, size):
    """How much more a byte costs in the large one, and what that one costs."""
    small = cost(target, conversation, make(size), TIMES * 2)
    large = cost(target, conversation, make(size * TIMES), 2)
    return large / TIMES / max(small, 1), large


def seems_to_grow(growth, large):
    return large > CHEAP_NS and growth > GROWTH_MAX


def growth_of(target, outcome):
    sources = addresses(4, 0)
    dearest = ("", 0)
    for name, (make, size) in suspects(target).items():
        conversation = Conversation(target.host, target.port, next(sources))
        try:
            for _ in range(LOOKS):
                growth, large = look(target, conversation, make, size)
                if not seems_to_grow(growth, large):
                    break
            else:
                outcome.fault(
                    f"{name}: {large / 1e6:.1f} ms, {growth:.1f} times as much for each byte")
            outcome.answers[name] = round(growth, 2)
            dearest = max(dearest, (name, large), key=lambda pair: pair[1])
        except OSError as error:
            outcome.fault(f"{name}: {type(error).__name__}")
        conversation.close()
    return dearest


def idle_ones(target, count):
    """Connections that have been used once."""
    sources, made = addresses(5, 0), []
    for _ in range(count):
        one = bound_socket(next(sources))
        one.connect((target.host, target.port))
        one.sendall(request("GET", "/healthz"))
        made.append(one)
    for one in made:
        one.recv(1 << 12)
    return made


def cost_beside_idle(target, outcome):
    """A request must not cost more because others are connected."""
    conversation = Conversation(target.host, target.port, "127.4.9.1")
    alone = cost(target, conversation, [request("GET", "/healthz")], 300)
    crowd = idle_ones(target, IDLE)
    beside = cost(target, conversation, [request("GET", "/healthz")], 300)
    outcome.answers[f"beside {IDLE:,} idle"] = round(beside / alone, 2)
    if beside > GROWTH_MAX * alone:
        outcome.fault(f"beside {IDLE} idle connections a request costs {beside / alone:.1f} times")
    for one in crowd:
        one.close()


def growth(target):
    """Suspects of growing faster than what is sent; nothing may."""
    outcome = Outcome()
    name, dearest = growth_of(target, outcome)
    cost_beside_idle(target, outcome)
    worst = statistics.fmean(outcome.answers.values())
    outcome.sent = (f"{len(outcome.answers)} suspects at a size and at {TIMES} times it: the cost "
                    f"of a byte grows {worst:.2f} times on average; the dearest is {name}, "
                    f"{dearest / 1e6:.1f} ms")
    return outcome
