"""Sends one case over a socket and judges what comes back. Knows bytes and answers; nothing about
the servers."""

import re
import socket
import time

import answers
from answers import Answer, Fault
from case import KEY, MARKER, PERSON_ID, Await, Finish, Pause

# Longer than any answer takes on a busy machine; a server that says nothing for so long hangs.
PATIENCE = 8.0
# After the last expected answer: in this time one too many would come.
QUIET = 0.015
BETWEEN_PIECES = 0.001
CUTS_MAX = 12

# Asked where a connection should go on, and placed behind what should end it. It is never found, so
# that its answer cannot be taken for another one's.
CANARY = (b"GET /canary HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: canary\r\n\r\n")
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


class Failed(Exception):
    """What was not as the case wants it."""


class Connection:
    """A socket, and the answers that have come on it."""

    def __init__(self, subject, heads=frozenset()):
        self.socket = socket.create_connection(subject.address, timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.heads = heads
        self.data = bytearray()
        self.answers = []
        self.interims = 0
        self.ended = False
        self.was_reset = False

    def close(self):
        self.socket.close()

    def send(self, data):
        """False when the server takes no more."""
        try:
            self.socket.sendall(data)
            return True
        except OSError:
            return False

    def finish(self):
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def read_until(self, is_enough, seconds):
        """False when the time is over first."""
        end = time.monotonic() + seconds
        while not is_enough():
            left = end - time.monotonic()
            if left <= 0 or self.ended:
                return False
            self.receive(left)
        return True

    def receive(self, seconds):
        self.socket.settimeout(max(seconds, 0.001))
        try:
            data = self.socket.recv(65536)
        except TimeoutError:
            return
        except OSError:
            self.ended, self.was_reset = True, True
            return
        self.ended = not data
        self.data += data
        self.take_answers()

    def take_answers(self):
        while self.data:
            number = len(self.answers)
            found = answers.read(self.data, number not in self.heads, self.ended)
            if found is None:
                return
            answer, count = found
            del self.data[:count]
            if answer.is_interim:
                self.interims += 1
            else:
                self.answers.append(answer)


def pieces(data, cut):
    """How the bytes are cut: whole, at awkward places, or one by one."""
    if cut == "whole":
        return [data]
    if cut == "bytes":
        return [data[index:index + 1] for index in range(len(data))]
    places = [1]
    for sign in (b"\r\n\r\n", b"\r\n", b":", b" ", b"%"):
        start = 0
        while (found := data.find(sign, start)) >= 0 and len(places) < CUTS_MAX * 2:
            places.append(found + 1)
            start = found + len(sign)
    last = data.rfind(b"\r\n\r\n")
    places += [last + 1, last + 2, last + 3, len(data) - 1] if last > 0 else [len(data) - 1]
    places = sorted(place for place in set(places) if 0 < place < len(data))
    step = max(1, len(places) // CUTS_MAX)
    chosen = [0] + places[::step] + [len(data)]
    return [data[one:two] for one, two in zip(chosen, chosen[1:])]


def run(case, subject, cut="whole"):
    """Raises Failed with what was wrong."""
    beside = [Connection(subject) for _ in range(case.beside)]
    connection = None
    try:
        if beside:
            time.sleep(0.05)
        connection = Connection(subject, case.heads)
        send(connection, case, subject, cut)
        judge(connection, case, subject)
    except Fault as fault:
        raise Failed(f"not an answer: {fault}") from None
    finally:
        for one in beside + ([connection] if connection else []):
            one.close()


def send(connection, case, subject, cut):
    wants_tail = case.end_on(subject) == "closed" and case.tail
    for number, step in enumerate(case.steps):
        if isinstance(step, Pause):
            # Answers that come meanwhile are read, and the end is noticed.
            connection.read_until(lambda: False, step.seconds)
        elif isinstance(step, Await):
            connection.read_until(
                lambda: len(connection.answers) + connection.interims >= step.count, PATIENCE)
        elif isinstance(step, Finish):
            connection.finish()
        else:
            data = step.replace(KEY, subject.key).replace(PERSON_ID, subject.person)
            if wants_tail and number == len(case.steps) - 1:
                data += CANARY
            if not send_pieces(connection, pieces(data, cut)):
                return


def send_pieces(connection, all_pieces):
    for number, piece in enumerate(all_pieces):
        if number and len(all_pieces) <= CUTS_MAX * 2:
            time.sleep(BETWEEN_PIECES)
        if not connection.send(piece):
            return False
    return True


def judge(connection, case, subject):
    wanted = len(case.answers)
    connection.read_until(lambda: len(connection.answers) >= wanted, PATIENCE)
    got = [answer.status for answer in connection.answers]
    if len(got) > wanted:
        raise Failed(f"EXTRA answers: {got}, where {wanted} would be right")
    if len(got) < wanted:
        judge_silence(connection, case, subject, got)
    for status, allowed in zip(got, case.answers):
        if status not in allowed:
            raise Failed(f"answered {got}, not {[sorted(one) for one in case.answers]}")
    if connection.interims not in case.interim and subject.is_ours:
        raise Failed(f"{connection.interims} times 100 (Continue)")
    closed = judge_end(connection, case, subject, wanted)
    if subject.is_ours:
        judge_ours(connection, case, closed, wanted)


def judge_silence(connection, case, subject, got):
    """No answer is one only where a refusal was due and the server is somebody else's, or where the
    case says so; then the connection must have ended."""
    if not connection.ended:
        raise Failed(f"HANGS: {got} after {PATIENCE:.0f} s, and the connection is open")
    is_refusal = all(min(one) >= 400 for one in case.answers[len(got):])
    if not case.silent and (subject.is_ours or not is_refusal or case.end == "open"):
        how = "reset" if connection.was_reset else "closed"
        raise Failed(f"{how} after {got}, where {len(case.answers)} answers were due")


def judge_end(connection, case, subject, wanted):
    """Whether the connection has ended; the case says whether it should have."""
    end = case.end_on(subject)
    if end == "closed":
        connection.read_until(lambda: len(connection.answers) > wanted, PATIENCE)
        if len(connection.answers) > wanted:
            raise Failed("EXTRA answer: what follows was taken for a request")
        if not connection.ended:
            raise Failed("the connection stays open")
        return True
    if connection.ended or not connection.send(CANARY):
        if end == "open":
            raise Failed("the connection ended")
        return True
    connection.read_until(lambda: len(connection.answers) > wanted, PATIENCE)
    if len(connection.answers) == wanted:
        if connection.ended and end == "any":
            return True
        raise Failed("the connection " + ("ended" if connection.ended else "HANGS")
                     + " where the next request was due")
    judge_canary(connection, connection.answers[wanted], subject)
    connection.read_until(lambda: len(connection.answers) > wanted + 1 or connection.data, QUIET)
    if len(connection.answers) > wanted + 1 or connection.data:
        raise Failed("EXTRA answer after the next request's")
    return False


def judge_canary(connection, answer, subject):
    if answer.status != 404 or subject.is_ours and answer.field("x-request-id") != "canary":
        raise Failed(f"EXTRA answer: the next request got {answer.status}")


def judge_ours(connection, case, closed, wanted):
    own = connection.answers[:wanted]
    # Who has said that no more comes needs not be told that the connection ends; and nobody can be
    # told that it will end when he says nothing for a while.
    if Finish() in case.steps or case.ends_later:
        closed = None
    for number, answer in enumerate(own):
        closes = closed if number == len(own) - 1 else False
        wrong = answers.complaints(answer, number not in case.heads, closes)
        if wrong:
            raise Failed(f"{answer.status}: " + "; ".join(wrong))
        if answer.status >= 400 and MARKER in answer.body:
            raise Failed(f"{answer.status} shows the input again: {answer.body[:200]!r}")
    if own:
        judge_last(own[-1], case)


def judge_last(answer: Answer, case):
    if case.ours:
        status, code = case.ours
        if answer.status != status:
            raise Failed(f"answered {answer.status}, ours is {status}")
        if code and answers.code(answer) != code:
            raise Failed(f"the code is {answers.code(answer)}, not {code}")
    for name, pattern in case.says:
        value = ", ".join(answer.all(name)) if answer.all(name) else None
        if (value is None) != (pattern is None) or (
                pattern is not None and not re.search(pattern, value)):
            raise Failed(f"{name} is {value!r}, not {pattern!r}")
    if case.shows not in answer.body:
        raise Failed(f"{case.shows!r} is not in the content {answer.body[:200]!r}")


def is_healthy(subject, case):
    """A request on a connection of its own, as anybody's."""
    # Connections that were only there to take up room must first be seen to have gone.
    tries = 20 if case.beside else 1
    for number in range(tries):
        if number:
            time.sleep(0.05)
        if asks_for_health(subject):
            return True
    return False


def asks_for_health(subject):
    try:
        connection = Connection(subject)
        try:
            connection.send(HEALTH)
            connection.read_until(lambda: connection.answers, PATIENCE)
            # Where rates are limited, 429 is as good a sign of life.
            return [answer.status for answer in connection.answers] in ([200], [429])
        finally:
            connection.close()
    except (OSError, Fault):
        return False
