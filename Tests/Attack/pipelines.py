"""Thousands of requests in one go on each connection, with the answers taken late or not at all."""

import asyncio

from crowd import Crowd
from outcome import Outcome
from wire import AnswerReader, request

ANSWER_TIME = 60


def plans(target):
    """What the connections ask, by their number."""
    gzip = [("Accept-Encoding", "gzip")]
    return [
        request("GET", "/healthz"),
        request("GET", "/openapi.yaml", gzip),
        request("POST", "/v1/people", body=b"{}"),
        request("GET", "/nowhere"),
        request("GET", "/v1/people?limit=200", gzip, key=target.keys[2]),
    ]


async def unread(peer, data):
    """Sends for as long as the server reads, and takes nothing."""
    try:
        await peer.send(data)
    except OSError:
        pass


async def read_late(peer, data, count, outcome):
    """Takes the answers after all has been sent: as many as were asked for, in full."""
    sending = asyncio.create_task(unread(peer, data))
    reader, answered, closes = AnswerReader(), 0, False
    while answered < count and not closes:
        more = await asyncio.wait_for(peer.receive(1 << 18), ANSWER_TIME)
        if not more:
            break
        reader.add(more)
        while (answer := reader.next()) is not None:
            answered += 1
            outcome.answers[answer.status] += 1
            closes = closes or answer.closes
    sending.cancel()
    # After 1,000 requests the server ends a connection (requests_per_connection), and says so.
    if answered < count and not closes:
        outcome.fault(f"{answered} of {count} pipelined requests answered")


async def flood(target):
    outcome, crowd = Outcome(), Crowd(target)
    connections, depth = target.scaled(40, 10), target.scaled(5000, 1000)
    choices = plans(target)
    tasks = []
    for number in range(connections):
        peer = await crowd.connect()
        plan = choices[number % len(choices)]
        if number // len(choices) % 2:
            tasks.append(asyncio.create_task(unread(peer, plan * depth)))
        else:
            tasks.append(asyncio.create_task(read_late(peer, plan * depth, depth, outcome)))
    done, waiting = await asyncio.wait(tasks, timeout=target.scaled(25, 6))
    for task in waiting:
        task.cancel()
    for task in done:
        if task.exception():
            outcome.fault(f"{type(task.exception()).__name__} {task.exception()}")
    outcome.sent = f"{connections} connections with {depth:,} requests each"
    crowd.close()
    return outcome


def pipeline_flood(target):
    """Thousands of pipelined requests on each connection; half of them never read an answer."""
    return asyncio.run(flood(target))


async def ask(crowd, data):
    peer, reader = await crowd.connect(), AnswerReader()
    await peer.send(data)
    while reader.next() is None:
        reader.add(await asyncio.wait_for(peer.receive(1 << 18), ANSWER_TIME))


async def each_once(target):
    crowd = Crowd(target)
    for plan in plans(target):
        await ask(crowd, plan)
    # Read by workers, which open what they need with their first task.
    large = b'{"name":[' + b"0," * 100_000 + b"0]}"
    document = request("POST", "/v1/people", body=large, key=target.keys[2])
    await asyncio.gather(*[ask(crowd, document) for _ in range(4)])
    # Whoever comes with many.
    for _ in range(target.scaled(500, 100)):
        await (await crowd.connect()).send(b"GET /")
    crowd.close()


def ask_each_once(target):
    """Each of the plans' requests once, on a connection of its own; large bodies; half requests."""
    asyncio.run(each_once(target))
