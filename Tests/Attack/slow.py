"""Attackers that hold on to a connection by being slow. None may still have it 20 s after it began:
a head has 10 s, a body under 500 B/s ends at 20 s, an answer nobody takes at 15 s."""

import asyncio
import itertools
import socket

from crowd import Crowd
from outcome import Outcome
from wire import HOST_FIELD, request

PATIENCE = 20
TOLERANCE = 1
# A second more, to see what does not end in time.
WATCHED = PATIENCE + TOLERANCE + 1
# A large answer that needs no key, asked for so often that no buffer holds all of it. A stream
# would be one more path here.
READER_PATHS = ["/openapi.yaml"]
READER_REQUESTS = 40
PEERS_A_SECOND = 250
POST = b"POST /v1/people HTTP/1.1\r\n" + HOST_FIELD + b"Content-Type: application/json\r\n"


async def headers(peer, _):
    """A field a second, and never an empty line."""
    await peer.send(b"GET /healthz HTTP/1.1\r\n" + HOST_FIELD)
    for number in itertools.count():
        await asyncio.sleep(1)
        await peer.send(b"X-%d: a\r\n" % number)


async def lines(peer, _):
    """A byte at a time of a request line that never ends."""
    await peer.send(b"GET /")
    while True:
        await asyncio.sleep(0.5)
        await peer.send(b"a")


async def bodies(peer, _):
    """Ten bytes a second of a body that was announced."""
    await peer.send(POST + b"Content-Length: 100000\r\n\r\n{")
    while True:
        await asyncio.sleep(1)
        await peer.send(b" " * 10)


async def chunks(peer, _):
    """A chunk of one byte a second."""
    await peer.send(POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")
    while True:
        await asyncio.sleep(1)
        await peer.send(b"1\r\n \r\n")


async def readers(peer, number):
    """Much asked for; half of them take nothing of it, half a few bytes a second."""
    path = READER_PATHS[number % len(READER_PATHS)]
    await peer.send(request("GET", path) * READER_REQUESTS)
    if number % 2:
        return
    while await peer.receive(64):
        await asyncio.sleep(1)


HALVES = [
    b"", b"GET /hea", b"GET /healthz HTTP/1.1\r\n" + HOST_FIELD,
    POST + b"Content-Length: 5000\r\n\r\n{", POST + b"Transfer-Encoding: chunked\r\n\r\n8\r\n{",
]


async def half_open(peer, number):
    """FIN after half a request; or half a request and then nothing, FIN neither."""
    await peer.send(HALVES[number % len(HALVES)])
    if number % 2:
        peer.socket.shutdown(socket.SHUT_WR)


KINDS = {
    "slow-headers": (headers, None),
    "slow-lines": (lines, None),
    "slow-bodies": (bodies, None),
    "slow-chunks": (chunks, None),
    "slow-readers": (readers, 4096),
    "half-open": (half_open, None),
}


async def besiege(target, kinds, count):
    outcome = Outcome(left=0)
    crowd = Crowd(target)
    tasks = []
    for behave, receive_buffer in kinds:
        tasks += await crowd.gather(count, PEERS_A_SECOND, behave, receive_buffer)
    await crowd.watch(WATCHED)
    for task in tasks:
        task.cancel()
    outcome.longest = max(peer.lifetime for peer in crowd.peers)
    outcome.left = sum(peer.lifetime > PATIENCE + TOLERANCE for peer in crowd.peers)
    crowd.collect_answers()
    outcome.answers = crowd.answers
    crowd.close()
    outcome.sent = f"{len(crowd.peers)} peers, about 1 send/s each"
    return outcome


def attack(name):
    """One kind: 500 of them in a full run."""
    def run(target):
        return asyncio.run(besiege(target, [KINDS[name]], target.scaled(500, 40)))
    run.__doc__ = KINDS[name][0].__doc__
    return run


def all_together(target):
    """Every slow kind at once, since each needs its 20 s: for the short run."""
    return asyncio.run(besiege(target, KINDS.values(), target.scaled(200, 40)))
