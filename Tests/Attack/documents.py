"""Bodies that are hard to read, sent by somebody who has a valid key: the answer comes, soon and
short, and nobody else waits for it."""

import asyncio
import time

from crowd import Crowd
from outcome import Outcome
from wire import AnswerReader, request

BODY_MAX = 256 * 1024
RATE = 10
ANSWER_SECONDS = 2.0
ANSWER_BYTES = 64 * 1024
REFUSED = {400, 413, 422}


def members(count, name=lambda number: f"a{number}", value="0"):
    return "{" + ",".join(f'"{name(number)}":{value}' for number in range(count)) + "}"


def colliding(number):
    """Alike in length and ends, and in sum: what weak hashes take for the same."""
    return "".join("Aa" if number >> bit & 1 else "BB" for bit in range(14))


def marks(count):
    """A letter with so many combining marks, in an order that normalisation must sort."""
    return "a" + "\u0301\u0316" * (count // 2)


def documents():
    """By name; each with what it may be answered."""
    inner = members(400, lambda number: f"b{number}")
    return {
        "deep arrays": "[" * 100_000,
        "deep objects": '{"a":' * 40_000,
        "deep in a member": '{"name":' + "[" * 64 + "]" * 64 + "}",
        "wide array": '{"name":[' + "0," * 125_000 + "0]}",
        "wide list of objects": '{"skills_offered":[' + '{"a":1},' * 30_000 + "{}]}",
        "20,000 members": members(20_000),
        "100,000 members": members(100_000),
        "members in entries": '{"skills_offered":[' + ",".join([inner] * 60) + "]}",
        "colliding names": members(7_000, colliding),
        "numbered names": members(15_000, lambda number: f"{number:08d}"),
        "a name twice": '{"name":"x",' + members(20_000)[1:-1] + ',"name":"y"}',
        "one name often": "{" + ",".join(['"name":1'] * 28_000) + "}",
        "long string": '{"name":"' + "x" * 250_000 + '"}',
        "long two-byte string": '{"name":"' + "é" * 125_000 + '"}',
        "long emoji": '{"name":"' + "👩‍👩‍👧‍👦" * 10_000 + '"}',
        "long integer": '{"name":' + "9" * 250_000 + "}",
        "long fraction": '{"name":0.' + "123456789" * 27_000 + "}",
        "long exponent": '{"name":1e' + "9" * 250_000 + "}",
        "many numbers": '{"name":[' + "1.7976931348623157e308," * 11_000 + "0]}",
        "many long fractions": '{"name":[' + ("0." + "7" * 400 + ",") * 600 + "0]}",
        "escapes": '{"name":"' + "\\u00e9" * 40_000 + '"}',
        "escaped pairs": '{"name":"' + "\\ud83d\\ude00" * 20_000 + '"}',
        "lone surrogates": '{"name":"' + "\\ud800" * 40_000 + '"}',
        "pointer signs": '{"' + "~/" * 120_000 + '":1}',
        "combining marks in a name": '{"' + marks(120_000) + '":1}',
        "combining marks in names": members(60, lambda number: f"{number}" + marks(2_000)),
        "combining marks in a text": '{"name":"' + marks(120_000) + '","bio":"' + marks(100) + '"}',
        "combining marks, escaped": '{"' + "\\u0301\\u0316" * 20_000 + '":1}',
        "blanks": " " * 260_000 + '{"a":1}',
        "never closed": '{"name":"' + "x" * 250_000,
    }


async def send(crowd, target, method, path, name, text, outcome):
    body = text.encode()
    key = target.keys[4]
    # Whatever its version is: other attacks may have changed it, and would be answered 412.
    fields = [("If-Match", "*")] if method == "PATCH" else []
    peer = await crowd.connect()
    begun = time.monotonic()
    reader, answer = AnswerReader(), None
    try:
        sending = asyncio.create_task(quietly(peer.send(request(method, path, fields, body, key))))
        while answer is None:
            more = await asyncio.wait_for(peer.receive(), 30)
            if not more:
                break
            reader.add(more)
            answer = reader.next()
        sending.cancel()
    except (OSError, asyncio.TimeoutError) as error:
        outcome.fault(f"{name}: {type(error).__name__}")
    passed = time.monotonic() - begun
    peer.close()
    crowd.peers.remove(peer)
    judge(answer, name, len(body), passed, target, outcome)


async def quietly(sending):
    try:
        await sending
    except OSError:
        pass


def judge(answer, name, length, passed, target, outcome):
    status = answer.status if answer else None
    outcome.answers[status] += 1
    if status not in (REFUSED if length <= BODY_MAX else {413}):
        outcome.fault(f"{name}: {status}")
    elif len(answer.body) > ANSWER_BYTES:
        outcome.fault(f"{name}: an answer of {len(answer.body):,} bytes")
    elif passed > target.scaled(ANSWER_SECONDS, 20):
        outcome.fault(f"{name}: answered after {passed:.1f} s")


async def send_all(target):
    outcome, crowd = Outcome(), Crowd(target)
    places = [("POST", "/v1/people"), ("PATCH", f"/v1/people/{target.people[2]}")]
    turns = [(place, name) for place in places[:target.scaled(2, 1)] for name in documents()]
    texts = documents()
    tasks, begun = [], time.monotonic()
    for number, ((method, path), name) in enumerate(turns * target.scaled(2, 1)):
        await asyncio.sleep(max(0, begun + number / RATE - time.monotonic()))
        tasks.append(asyncio.create_task(
            send(crowd, target, method, path, name, texts[name], outcome)))
    await asyncio.gather(*tasks)
    outcome.sent = f"{len(tasks)} documents of up to 1 MB, {RATE}/s"
    return outcome


def hostile_json(target):
    """Deep, wide, long and doubled; names and marks that are slow to compare; 100,000 members."""
    return asyncio.run(send_all(target))
