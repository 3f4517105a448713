"""Valid requests with some bytes changed, from a seed: whatever becomes of them, the answers are
answers, none of them says that something went wrong inside, and the server goes on."""

import asyncio
import random

from crowd import Crowd
from outcome import Outcome
from wire import HOST_FIELD, AnswerReader, Malformed, request

AT_ONCE = 40
RATE = 1500
# RFC 9110 §15.6: 501 and 505 are right for a method or version nobody has, 503 for an overload.
GOOD_5XX = {501, 503, 505}
TOKENS = [
    b"\r\n", b"\n", b"\r", b"\0", b" ", b"\t", b":", b";", b",", b"%", b"%00", b"%ff", b"\x7f",
    b"\x80", b"\xff", b"0", b"-1", b"18446744073709551616", b"ffffffffffffffff1", b"chunked",
    b"Transfer-Encoding: chunked\r\n", b"Content-Length: 5\r\n", b"Content-Length: 0\r\n",
    b"Host: b\r\n", b"HTTP/1.1", b"HTTP/2.0", b" HTTP/1.0", b"/../", b"//", b"?", b"#", b"*",
    b"Expect: 100-continue\r\n", b"Connection: close\r\n", b"Upgrade: h2c\r\n", b"\"", b"{", b"[",
    b"\\u", b"\\ud800", b"null", b"1e999", b"}", b"]", b"A" * 300, b"a" * 9000,
]


def originals(target):
    key, person = target.keys[3], target.people[2]
    body = b'{"name":"Ada","languages":["en"],"skills_offered":[{"name":"law","level":3}]}'
    chunked = (b"POST /v1/people HTTP/1.1\r\n" + HOST_FIELD
               + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
               + b"10;a=b\r\n" + body[:16] + b"\r\n%x\r\n" % len(body[16:]) + body[16:]
               + b"\r\n0\r\nX-Sum: 1\r\n\r\n")
    return [
        request("GET", "/healthz"), request("GET", "/readyz"), request("GET", "/metrics"),
        request("GET", "/openapi.yaml", [("Accept-Encoding", "gzip"), ("If-None-Match", '"a"')]),
        request("GET", f"/v1/people/{person}?fields=id,name", key=key),
        request("GET", "/v1/people?limit=5&cursor=abc", [("Accept", "text/csv, */*;q=0.1")],
                key=key),
        request("OPTIONS", "/v1/people", [("Origin", "https://example.org")]),
        request("POST", "/v1/people", [("Idempotency-Key", "k-1")], body, key),
        request("POST", "/v1/people", [("Expect", "100-continue")], body),
        request("PATCH", f"/v1/people/{person}", [("If-Match", '"1"')], b'{"bio":"x"}', key),
        request("PUT", "/v1/people/by-external-id/hr/4711", [], body, key),
        request("DELETE", "/v1/credentials/x", key="mk_live_00000000"), chunked,
        request("GET", "/healthz") * 3,
    ]


def mutated(data, dice):
    """One to six changes."""
    data = bytearray(data)
    for _ in range(dice.choice([1, 1, 1, 2, 3, 6])):
        at = dice.randrange(len(data) + 1)
        kind = dice.randrange(8)
        if kind == 0 and at < len(data):
            data[at] ^= 1 << dice.randrange(8)
        elif kind == 1:
            del data[at:at + dice.choice([1, 1, 2, 8, 40])]
        elif kind in (2, 3):
            data[at:at] = dice.choice(TOKENS)
        elif kind == 4:
            data[at:at] = data[at:at + dice.randrange(60)]
        elif kind == 5:
            data[at:at + 1] = bytes([dice.randrange(256)])
        elif kind == 6:
            del data[at:]
        else:
            begin = dice.randrange(len(data) + 1)
            data[at:at] = data[begin:begin + 30]
        if not data:
            data = bytearray(b"\r\n")
    return bytes(data)


async def talk(crowd, data, dice, outcome):
    """Sends it in some cuts, reads until the end, and judges what came."""
    peer = await crowd.connect()
    crowd.peers.remove(peer)
    reader = AnswerReader()
    try:
        cuts = sorted(dice.randrange(len(data) + 1) for _ in range(dice.randrange(3)))
        for begin, end in zip([0] + cuts, cuts + [len(data)]):
            await peer.send(data[begin:end])
        peer.socket.shutdown(1)
        while more := await asyncio.wait_for(peer.receive(), 10):
            reader.add(more)
            while (answer := reader.next()) is not None:
                judge(answer, data, outcome)
    except Malformed as error:
        outcome.fault(f"no answer: {error} to {data[:200]!r}")
    except asyncio.TimeoutError:
        outcome.fault(f"neither answered nor closed: {data[:200]!r}")
    except OSError:
        # Cut while still sending.
        pass
    peer.close()


def judge(answer, data, outcome):
    outcome.answers[answer.status] += 1
    if answer.status >= 500 and answer.status not in GOOD_5XX:
        outcome.fault(f"{answer.status} to {data[:300]!r}")
    if answer.status >= 400 and answer.body:
        try:
            problem = answer.json
            if problem["status"] != answer.status or "request_id" not in problem:
                outcome.fault(f"a problem without what it needs: {answer.body[:200]!r}")
        except (ValueError, KeyError):
            outcome.fault(f"a problem that is none: {answer.body[:200]!r}")


async def send_all(target):
    outcome, crowd = Outcome(), Crowd(target)
    dice = random.Random(target.seed)
    valid = originals(target)
    count = target.scaled(20000, 2500)
    gate = asyncio.Semaphore(AT_ONCE)

    async def turn(data, seed):
        async with gate:
            await talk(crowd, data, random.Random(seed), outcome)

    loop = asyncio.get_running_loop()
    begun, tasks = loop.time(), []
    for number in range(count):
        await asyncio.sleep(max(0, begun + number / RATE - loop.time()))
        tasks.append(asyncio.create_task(turn(mutated(dice.choice(valid), dice), dice.random())))
        if len(tasks) > 4 * AT_ONCE:
            await tasks.pop(0)
    await asyncio.gather(*tasks)
    passed = loop.time() - begun
    outcome.sent = f"{count:,} requests, seed {target.seed}, {count / passed:,.0f}/s"
    return outcome


def mutated_requests(target):
    """20,000 valid requests with bytes flipped, cut, doubled, put in; several answers or none."""
    return asyncio.run(send_all(target))
