"""Attackers in numbers: idle ones, floods of connections, resets."""

import asyncio
import time

from crowd import Crowd, addresses, bound_socket, reset
from outcome import Outcome
from wire import HOST_FIELD, request

HEALTH = request("GET", "/healthz")
BODY_BEGUN = (b"POST /v1/people HTTP/1.1\r\n" + HOST_FIELD
              + b"Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{\"name\":")


# MARK: Idle

# The server may close what was idle for 30 s; a machine that lets a round take so long is slow.
IDLE_MAX = 28


async def ask_health(peer, outcome):
    if time.monotonic() - peer.used > IDLE_MAX:
        outcome.answers["too late to ask"] += 1
        return
    await peer.send(HEALTH)
    text = await asyncio.wait_for(peer.receive(), 10)
    status = int(text[9:12]) if text else 0
    outcome.answers[status] += 1
    peer.used = time.monotonic()
    if status != 200:
        outcome.fault(f"an idle connection was answered {status}")


async def idle(target):
    count = target.scaled(5000, 500)
    crowd = Crowd(target)
    outcome = Outcome(sent=f"{count} connections at 1,000/s, each used twice")
    # 4 KiB each, as the limits say.
    outcome.added_max = 20 * 1024 * 1024
    for _ in range(2):
        begun = time.monotonic()
        for number in range(count):
            await asyncio.sleep(max(0, begun + number / 1000 - time.monotonic()))
            peer = crowd.peers[number] if number < len(crowd.peers) else await crowd.connect()
            try:
                await ask_health(peer, outcome)
            except (OSError, asyncio.TimeoutError) as error:
                outcome.fault(f"an idle connection was lost: {type(error).__name__}")
        await asyncio.sleep(target.scaled(8, 1))
    crowd.close()
    return outcome


def idle_connections(target):
    """5,000 connections that are used, idle for a while, and used again: all must still work."""
    return asyncio.run(idle(target))


# MARK: Hoarding

async def hoard(peer, _):
    """Nearly all of a large body at once, and then nothing."""
    await peer.send(BODY_BEGUN.replace(b"5000", b"260000") + b" " * 250_000)


async def hoarders_crowd(target):
    count = target.scaled(500, 150)
    crowd = Crowd(target)
    tasks = await crowd.gather(count, 250, hoard)
    # On average they are quick enough for a body's 60 s: what bounds them is what all may hold.
    await asyncio.wait(tasks, timeout=5)
    outcome = Outcome(sent=f"{count} bodies of 250 kB, 250/s")
    crowd.close()
    return outcome


def hoarders(target):
    """More bodies, nearly whole, than there is memory for all of them."""
    return asyncio.run(hoarders_crowd(target))


# MARK: As many as can be

def paced(seconds, rate):
    """Numbers from 0 on, at most so many a second."""
    begun = time.monotonic()
    number = 0
    while (passed := time.monotonic() - begun) < seconds:
        if number >= passed * rate:
            time.sleep(0.002)
            continue
        yield number
        number += 1


def connect(target, source):
    made = bound_socket(source)
    made.settimeout(5)
    made.connect((target.host, target.port))
    return made


def flood(target, rate, behave):
    """Opens a connection after the other; what the server does with it is its business."""
    sources = addresses(2, 0)
    seconds = target.scaled(10, 2)
    count = 0
    begun = time.monotonic()
    for count in paced(seconds, rate):
        try:
            behave(connect(target, next(sources)), count)
        except (ConnectionError, BrokenPipeError):
            pass
    passed = time.monotonic() - begun
    return Outcome(sent=f"{count} connections, {count / passed:,.0f}/s (at most {rate:,}/s)")


def open_and_close(made, number):
    if number % 3 == 1:
        made.sendall(HEALTH)
    if number % 3 == 2:
        return reset(made)
    made.close()


def connection_flood(target):
    """Opened and closed at once: with nothing said, with a request said, by a reset."""
    return flood(target, 4000, open_and_close)


def reset_amid(made, number):
    parts = [HEALTH[:20], BODY_BEGUN, HEALTH, request("GET", "/openapi.yaml") * 4]
    made.sendall(parts[number % len(parts)])
    if number % 8 >= 4:
        time.sleep(0.0005)
    reset(made)


def resets(target):
    """Reset in a head, in a body, before an answer and in the midst of a large one."""
    return flood(target, 1500, reset_amid)
