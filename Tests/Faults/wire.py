"""One connection seen from its socket: requests as bytes, answers in their order, and how it
ended. Made for what http.client hides: pipelining, half a request, and the end of a connection."""

import json
import socket


class Ended(Exception):
    """The connection ended before the answer: by a FIN, by a reset, or refused from the start."""


class Answer:
    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body

    @property
    def closes(self):
        return self.fields.get("connection") == "close"

    def __repr__(self):
        return f"{self.status} {self.fields} {self.body[:200]!r}"


def request(method, path, key=None, body=None, **fields):
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if key:
        lines.append(f"Authorization: Bearer {key}")
    data = b"" if body is None else json.dumps(body).encode()
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(data)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


class Line:
    def __init__(self, service, timeout=30):
        try:
            self.socket = socket.create_connection((service.host, service.port), timeout)
        except OSError as error:
            raise Ended(f"not let in: {error}") from None
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError as error:
            raise Ended(f"while sending: {error}") from None

    def fill(self):
        try:
            piece = self.socket.recv(65536)
        except OSError as error:
            raise Ended(f"while reading: {error}") from None
        if not piece:
            raise Ended("by FIN" + (" within an answer" if self.buffer else ""))
        self.buffer += piece

    def answer(self):
        while b"\r\n\r\n" not in self.buffer:
            self.fill()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in lines[1:])
        status = int(lines[0].split()[1])
        if status == 100:
            return self.answer()
        length = int(fields.get("content-length", 0))
        while len(self.buffer) < length:
            self.fill()
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return Answer(status, fields, body)

    def ask(self, *what, **more):
        self.send(request(*what, **more))
        return self.answer()

    def close(self):
        self.socket.close()
