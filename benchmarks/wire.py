"""One keep-alive connection that sends whole requests and reads whole answers, and checks each
status. As little between it and the socket as Python allows."""

import socket


class WrongAnswer(Exception):
    """A server under measurement answered what it should not."""


class Wire:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def ask(self, request, status):
        """The answer's head and body."""
        self.socket.sendall(request)
        while (end := self.rest.find(b"\r\n\r\n")) < 0:
            self.read()
        head = self.rest[:end].decode()
        length = next(int(line.split(":")[1]) for line in head.split("\r\n")
                      if line.lower().startswith("content-length:"))
        while len(self.rest) < end + 4 + length:
            self.read()
        body = self.rest[end + 4:end + 4 + length]
        self.rest = self.rest[end + 4 + length:]
        if int(head.split(" ", 2)[1]) != status:
            raise WrongAnswer(f"{head.splitlines()[0]} to {request[:60]!r}: {body[:300]!r}")
        return head, body

    def read(self):
        piece = self.socket.recv(65536)
        if not piece:
            raise WrongAnswer("the connection was closed within an answer")
        self.rest += piece
