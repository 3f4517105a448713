"""HTTP/1.1 as bytes: requests as they are written, answers as they are read. Deliberately without
http.client, which would refuse to send most of what an attacker sends."""

import json
import socket

HOST_FIELD = b"Host: attack\r\n"


def request(method, path, fields=(), body=None, key=None):
    """A request that is as it should be."""
    lines = [f"{method} {path} HTTP/1.1\r\n".encode(), HOST_FIELD]
    lines += [f"{name}: {value}\r\n".encode() for name, value in fields]
    if key:
        lines.append(f"Authorization: Bearer {key}\r\n".encode())
    if body is not None:
        lines.append(b"Content-Type: application/json\r\n")
        lines.append(b"Content-Length: %d\r\n" % len(body))
    return b"".join(lines) + b"\r\n" + (body or b"")


class Answer:
    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def closes(self):
        return self.fields.get("connection", "").lower() == "close"


class Malformed(Exception):
    """What came is no answer of HTTP/1.1 (RFC 9112 §4)."""


class AnswerReader:
    """Takes bytes as they come and gives whole answers back."""

    def __init__(self):
        self.buffer = bytearray()

    def add(self, data):
        self.buffer += data

    def next(self):
        """The next whole answer, or None; an interim one (RFC 9110 §15.2) is passed over."""
        while True:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return None
            status, fields = self.head(bytes(self.buffer[:end]))
            if status >= 200:
                return self.whole(status, fields, end + 4)
            del self.buffer[:end + 4]

    @staticmethod
    def head(text):
        first, *lines = text.decode("latin-1").split("\r\n")
        parts = first.split(" ", 2)
        if len(parts) < 3 or parts[0] != "HTTP/1.1" or not parts[1].isdigit():
            raise Malformed(first[:80])
        fields = {}
        for line in lines:
            name, colon, value = line.partition(":")
            if not colon or name != name.strip():
                raise Malformed(line[:80])
            fields[name.lower()] = value.strip()
        return int(parts[1]), fields

    def whole(self, status, fields, start):
        if fields.get("transfer-encoding") == "chunked":
            body, end = self.chunks(start)
        else:
            end = start
            if status not in (204, 304):
                end += int(fields.get("content-length", "0"))
            body = bytes(self.buffer[start:end])
        if end is None or end > len(self.buffer):
            return None
        del self.buffer[:end]
        return Answer(status, fields, body)

    def chunks(self, at):
        """RFC 9112 §7.1; an end of None says that more must come."""
        body = b""
        while True:
            feed = self.buffer.find(b"\r\n", at)
            if feed < 0:
                return body, None
            size = int(bytes(self.buffer[at:feed]), 16)
            at = feed + 2 + size + 2
            if at > len(self.buffer):
                return body, None
            if size == 0:
                return body, at
            body += bytes(self.buffer[feed + 2:at - 2])


class Conversation:
    """One blocking keep-alive connection of a client that plays by the rules."""

    def __init__(self, host, port, source, timeout=10):
        self.place = (host, port)
        self.source = (source, 0)
        self.timeout = timeout
        self.socket = None

    def connect(self):
        """Where there is no connection yet."""
        if self.socket is None:
            self.socket = socket.create_connection(self.place, self.timeout, self.source)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.reader = AnswerReader()

    def ask(self, data):
        self.connect()
        self.socket.sendall(data)
        while (answer := self.reader.next()) is None:
            more = self.socket.recv(1 << 16)
            if not more:
                raise ConnectionError("closed without an answer")
            self.reader.add(more)
        if answer.closes:
            self.close()
        return answer

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket = None
