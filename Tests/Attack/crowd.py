"""Many attackers in one process: connections from many addresses of 127.0.0.0/8 (one address may
have 256), paced so that the attackers never starve the clients beside them of processor time."""

import asyncio
import collections
import itertools
import socket
import struct
import time

# tcp(7), TCP_INFO: the first byte is the connection's state (linux/tcp_states.h).
ESTABLISHED = {1, 4, 5}  # also FIN_WAIT1 and FIN_WAIT2: our side has finished, theirs has not
PER_ADDRESS = 200
RESET = struct.pack("ii", 1, 0)


def addresses(second, third):
    """127.<second>.<third>.1 and so on, each as often as it may have connections."""
    for number in itertools.count(1):
        for _ in range(PER_ADDRESS):
            yield f"127.{second}.{third + number // 250}.{number % 250 + 1}"


def bound_socket(source, receive_buffer=None):
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if receive_buffer:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    # ip(7): the port is chosen at connect, when the other end is known and ports can be shared.
    made.setsockopt(socket.IPPROTO_IP, 24, 1)
    made.bind((source, 0))
    return made


def reset(connection):
    """Closes by RST, without a goodbye."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    connection.close()


class Peer:
    """One attacker's connection; the time it was allowed to live."""

    def __init__(self, connection):
        self.socket = connection
        self.begun = self.used = time.monotonic()
        self.ended = None
        self.sent = 0

    async def send(self, data):
        await asyncio.get_running_loop().sock_sendall(self.socket, data)
        self.sent += len(data)

    async def receive(self, count=1 << 16):
        return await asyncio.get_running_loop().sock_recv(self.socket, count)

    def is_connected(self):
        return self.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] in ESTABLISHED

    @property
    def lifetime(self):
        return (self.ended or time.monotonic()) - self.begun

    def close(self):
        self.socket.close()


class Crowd:
    def __init__(self, target, third=0):
        self.target = target
        self.sources = addresses(1, third)
        self.peers = []
        self.answers = collections.Counter()

    async def connect(self, receive_buffer=None):
        made = bound_socket(next(self.sources), receive_buffer)
        made.setblocking(False)
        place = (self.target.host, self.target.port)
        await asyncio.wait_for(asyncio.get_running_loop().sock_connect(made, place), 10)
        peer = Peer(made)
        self.peers.append(peer)
        return peer

    async def gather(self, count, rate, behave, receive_buffer=None):
        """`count` attackers, so many a second; each behaves until it is cut."""
        tasks, begun = [], time.monotonic()
        for number in range(count):
            await asyncio.sleep(max(0, begun + number / rate - time.monotonic()))
            peer = await self.connect(receive_buffer)
            tasks.append(asyncio.create_task(self.until_cut(peer, behave, number)))
        return tasks

    @staticmethod
    async def until_cut(peer, behave, number):
        try:
            await behave(peer, number)
        except OSError:
            pass

    async def watch(self, seconds):
        """Notes when each was cut; ends when all are, or the last has had so many seconds."""
        end = max(peer.begun for peer in self.peers) + seconds
        while time.monotonic() < end:
            left = [peer for peer in self.peers if peer.ended is None]
            if not left:
                return
            for peer in left:
                if not peer.is_connected():
                    peer.ended = time.monotonic()
            await asyncio.sleep(0.1)

    def collect_answers(self):
        """The statuses that lie in the sockets of those who were cut."""
        for peer in self.peers:
            try:
                text = peer.socket.recv(64)
            except OSError:
                text = b""
            self.answers[int(text[9:12]) if text[9:12].isdigit() else "none"] += 1

    def close(self):
        for peer in self.peers:
            peer.close()
