"""When connections go on and when they end (RFC 9112 §9)."""

from case import (
    HOST, PERSON, Await, Case, Finish, Pause, get, head, post, served, sized, statuses,
)

PERSIST = "RFC 9112 §9.3"
CLOSE = "RFC 9112 §9.6"
UPGRADE = "RFC 9110 §7.8"
OLD = "GET /healthz HTTP/1.0"


def kept(name, *fields, **more):
    return served(name, PERSIST, get(*fields), **more)


def ended(name, *fields, **more):
    return served(name, CLOSE, get(*fields), end="closed", **more)


OPTIONS = [
    kept("1.1 goes on"),
    kept("keep-alive is said anyway", "Connection: keep-alive"),
    kept("an option that nobody knows", "Connection: x-option"),
    kept("a word that only begins like close", "Connection: closed"),
    kept("an empty Connection", "Connection:"),
    kept("Keep-Alive is nothing we promise", "Keep-Alive: timeout=1000"),
    kept("close in another field", "X-Connection: close"),
    kept("close in quotes is no option", 'Connection: "close"'),
    kept("Proxy-Connection is nothing", "Proxy-Connection: close"),
    kept("Connection may name a field", "Connection: X-Some", "X-Some: a"),
    ended("close", "Connection: close"),
    ended("close in capitals", "Connection: CLOSE"),
    ended("close in a list", "Connection: keep-alive, close"),
    ended("close in a second line", "Connection: keep-alive", "Connection: close"),
    ended("close among empty members", "Connection: ,, close ,"),
    ended("close with tabs", "Connection:\tclose\t"),
    served("1.0 ends", PERSIST, head(OLD), end="closed"),
    served("1.0 with a Host ends", PERSIST, head(OLD, HOST), end="closed"),
    served("1.0 goes on when asked", PERSIST, head(OLD, HOST, "Connection: keep-alive")),
    served("1.0 goes on when asked in capitals", PERSIST,
           head(OLD, HOST, "Connection: Keep-Alive")),
    served("1.0 with both ends", PERSIST, head(OLD, HOST, "Connection: keep-alive, close"),
           end="closed"),
    served("1.0 with another option ends", PERSIST, head(OLD, HOST, "Connection: x-option"),
           end="closed"),
    served("1.0 with a Keep-Alive alone ends", PERSIST, head(OLD, HOST, "Keep-Alive: 300"),
           end="closed"),
    Case("1.0 twice", PERSIST, (head(OLD, HOST, "Connection: keep-alive") * 2,),
         (statuses(200),) * 2),
]

ERRORS = [
    served("a 404 ends nothing", PERSIST, get(line="GET /none HTTP/1.1"), status=404),
    served("a 405 ends nothing", PERSIST, get(line="DELETE /healthz HTTP/1.1"), 200, status=405),
    served("a 501 ends nothing", PERSIST, get(line="BREW /healthz HTTP/1.1"), status=501,
           only_ours=True),
    served("a 422 ends nothing", PERSIST, sized(b"{}"), status=422, only_ours=True),
    served("a 400 for a document ends nothing", PERSIST, sized(b"{"), status=400, only_ours=True),
    served("a 401 ends nothing", PERSIST,
           head("POST /v1/people HTTP/1.1", HOST, "Content-Length: 12") + PERSON, status=401,
           only_ours=True),
    served("a 415 ends nothing", PERSIST, sized(media="text/plain"), status=415, only_ours=True),
    served("a 411 ends nothing", PERSIST, post(), status=411, only_ours=True),
]

UPGRADES = [
    served("an upgrade to HTTP/2 is declined", UPGRADE,
           get("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c",
               "HTTP2-Settings: AAMAAABkAAQ")),
    served("an upgrade to WebSocket is declined", UPGRADE,
           get("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")),
    served("an upgrade to TLS is declined", "RFC 2817 §3.1",
           get("Connection: Upgrade", "Upgrade: TLS/1.0")),
    served("an upgrade without its option", UPGRADE, get("Upgrade: h2c")),
    Case("an upgrade with a body", UPGRADE,
         (post("Connection: Upgrade", "Upgrade: h2c", "Content-Length: 12", body=PERSON),),
         (statuses(201),)),
    Case("what follows an upgrade is HTTP still", UPGRADE,
         (get("Connection: Upgrade", "Upgrade: websocket") + get(),), (statuses(200),) * 2),
]

HALVES = [
    Case("who sends no more gets the answer", CLOSE, (get(), Finish()), (statuses(200),),
         end="closed", tail=False),
    Case("who sends no more gets the answer to a write", CLOSE, (sized(), Finish()),
         (statuses(201),), end="closed", tail=False),
    Case("who sends no more gets a refusal", CLOSE, (b"GET\r\n\r\n", Finish()), (statuses(400),),
         end="closed", tail=False),
    Case("who says nothing and sends no more", CLOSE, (Finish(),), (), end="closed", tail=False),
    Case("who sends an empty line and no more", "RFC 9112 §2.2", (b"\r\n", Finish()),
         (statuses(400),), end="closed", tail=False, silent=True),
    Case("who comes back after a pause", PERSIST, (get(), Await(1), Pause(0.3), get()),
         (statuses(200),) * 2),
    Case("an empty line while idle", "RFC 9112 §2.2", (get(), Await(1), b"\r\n", Pause(0.02),
                                                       get()), (statuses(200),) * 2),
]

CASES = OPTIONS + ERRORS + UPGRADES + HALVES
