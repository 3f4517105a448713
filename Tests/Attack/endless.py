"""What never ends: each must be answered with the right 4xx, and before 5 MB have been sent."""

import asyncio
import itertools
import time

from crowd import Crowd
from outcome import Outcome
from wire import HOST_FIELD, AnswerReader, Malformed, request

TAKEN_MAX = 5 * 1000 * 1000
GIVEN_UP = 8 * 1000 * 1000
LINE = b"GET /healthz HTTP/1.1\r\n" + HOST_FIELD
POST = b"POST /v1/people HTTP/1.1\r\n" + HOST_FIELD + b"Content-Type: application/json\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
BLOCK = 16 * 1024


def repeated(piece):
    """What makes blocks of the piece again and again."""
    block = piece * max(1, BLOCK // len(piece))
    return lambda: itertools.repeat(block)


def numbered_fields():
    for number in itertools.count():
        yield b"X-%d: %s\r\n" % (number, b"a" * 60)


# Name: how it begins, how it goes on, and the statuses that are right.
KINDS = {
    "one field": (LINE + b"X-A: ", repeated(b"a"), {431}),
    "a field's name": (LINE, repeated(b"a"), {431}),
    "fields": (LINE, numbered_fields, {431}),
    "blank field": (LINE + b"X-A:", repeated(b" "), {431}),
    "URI": (b"GET /", repeated(b"a"), {414}),
    "query": (b"GET /healthz?", repeated(b"a=1&"), {414}),
    "escapes": (b"GET /", repeated(b"%2f"), {414}),
    "method": (b"", repeated(b"A"), {414, 400}),
    "empty lines": (b"", repeated(b"\r\n"), {400}),
    "length": (POST + b"Content-Length: 999999999999\r\n\r\n", repeated(b" "), {413}),
    "chunks": (CHUNKED, repeated(b"4000\r\n" + b" " * 0x4000 + b"\r\n"), {413}),
    "tiny chunks": (CHUNKED, repeated(b"1\r\n \r\n"), {413}),
    "chunk extension": (CHUNKED + b"1;a=", repeated(b"a"), {400}),
    "quoted extension": (CHUNKED + b'1;a="', repeated(b"a"), {400}),
    "chunk extensions": (CHUNKED, repeated(b"1;" + b"a" * 200 + b"\r\n \r\n"), {400}),
    "chunk size": (CHUNKED, repeated(b"0"), {400}),
    "trailers": (CHUNKED + b"0\r\n", repeated(b"X-A: a\r\n"), {431}),
}


async def send_until_answered(peer, begin, blocks):
    """The status, once it came; None when so much has gone out that nobody is counting."""
    reader, answer = AnswerReader(), None
    loop = asyncio.get_running_loop()
    sending = asyncio.create_task(send_all(peer, begin, blocks))
    try:
        while answer is None:
            data = await asyncio.wait_for(loop.sock_recv(peer.socket, 1 << 16), 15)
            if not data:
                return None
            reader.add(data)
            answer = reader.next()
    except (OSError, Malformed, asyncio.TimeoutError):
        return None
    finally:
        sending.cancel()
    return answer.status


async def send_all(peer, begin, blocks):
    try:
        await peer.send(begin)
        for block in blocks:
            if peer.sent > GIVEN_UP:
                return
            await peer.send(block)
            # Some 8 MB/s a peer: what is measured is when the server stops, not how fast it reads.
            await asyncio.sleep(len(block) / 8e6)
    except OSError:
        # Cut after the answer; what was sent has been counted.
        pass


async def one(crowd, name, outcome):
    begin, blocks, wanted = KINDS[name]
    peer = await crowd.connect()
    status = await send_until_answered(peer, begin, blocks())
    outcome.answers[status] += 1
    outcome.taken = max(outcome.taken, peer.sent)
    if status not in wanted:
        outcome.fault(f"endless {name}: {status} after {peer.sent:,} bytes")
    elif peer.sent > TAKEN_MAX:
        outcome.fault(f"endless {name}: {peer.sent:,} bytes before the answer")
    peer.close()


async def all_kinds(target):
    outcome, crowd = Outcome(), Crowd(target)
    end = time.monotonic() + target.scaled(10, 2)
    rounds = 0
    while time.monotonic() < end:
        await asyncio.gather(*(one(crowd, name, outcome) for name in KINDS))
        rounds += 1
        crowd.peers.clear()
        await asyncio.sleep(0.2)
    answered = await crowd.connect()
    await answered.send(request("GET", "/healthz"))
    if b" 200 " not in await answered.receive():
        outcome.fault("no good answer afterwards")
    answered.close()
    outcome.sent = f"{rounds} rounds of {len(KINDS)} kinds at once, 8 MB/s each"
    return outcome


def endless(target):
    """Fields, URIs, bodies, chunks, chunk extensions and trailers without an end."""
    return asyncio.run(all_kinds(target))
