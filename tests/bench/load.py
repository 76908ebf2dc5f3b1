"""A closed-loop load generator: a connection asks again once it has its answer.

Nothing waits in a queue when a run ends, so runs do not disturb each other. A thread
a connection and a minimal HTTP reader are enough for some ten thousand requests a
second, far above what is measured here (`own_limit` says how far).
"""

import socket
import socketserver
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from math import ceil

TIMEOUT = 30
MOST_REQUESTS = 20_000  # of one connection in one run


@dataclass
class Run:
    """What one run saw; `latencies` in seconds."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    failures: int = 0
    body_bytes: int = 0

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, percent: int) -> float:
        """Milliseconds that so many percent of the answers did not exceed."""
        rank = ceil(len(self.latencies) * percent / 100) - 1
        return sorted(self.latencies)[rank] * 1000


class Client:
    """One kept-alive connection that asks for one page again and again."""

    def __init__(self, port: int, path: str, cookie: str = "") -> None:
        self.port = port
        self.request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            "User-Agent: bench\r\nAccept: text/html\r\n"
            "Accept-Encoding: gzip\r\nAccept-Language: de\r\n"
            + (f"Cookie: {cookie}\r\n" if cookie else "")
            + "\r\n"
        ).encode()
        self.socket: socket.socket | None = None

    def ask(self) -> tuple[int, int]:
        """Status and length of the answer.

        A worker that steps down closes its idle connections; like a browser, ask
        once more on a new one.
        """
        try:
            return self._ask()
        except (ConnectionError, BrokenPipeError):
            self.close()
            return self._ask()

    def _ask(self) -> tuple[int, int]:
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), TIMEOUT)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(self.request)
        answer = b""
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._receive()
        head = answer[:end].lower()
        body = answer[end + 4 :]
        if (at := head.find(b"\r\ncontent-length:")) >= 0:
            length = int(head[at + 17 :].split(b"\r\n", 1)[0])
            while len(body) < length:
                body += self._receive()
        else:
            while not body.endswith(b"0\r\n\r\n"):
                body += self._receive()
        if b"\r\nconnection: close" in head:
            self.close()
        return int(head[9:12]), len(body)

    def _receive(self) -> bytes:
        assert self.socket
        if data := self.socket.recv(262_144):
            return data
        raise ConnectionResetError

    def close(self) -> None:
        if self.socket:
            self.socket.close()
        self.socket = None


def run(
    port: int, path: str, *, connections: int, seconds: float, cookie: str = ""
) -> Run:
    """Ask for a page over so many connections for so long."""
    result = Run()
    together = threading.Barrier(connections + 1)
    lock = threading.Lock()

    def loop() -> None:
        client = Client(port, path, cookie)
        latencies: list[float] = []
        failures = body_bytes = 0
        together.wait()
        deadline = time.perf_counter() + seconds
        while len(latencies) < MOST_REQUESTS:
            started = time.perf_counter()
            if latencies and started >= deadline:
                break
            try:
                status, body_bytes = client.ask()
            except OSError:
                status = 0
                client.close()
            latencies.append(time.perf_counter() - started)
            failures += status != 200
        client.close()
        with lock:
            result.latencies += latencies
            result.failures += failures
            result.body_bytes = body_bytes

    threads = [threading.Thread(target=loop) for _ in range(connections)]
    for thread in threads:
        thread.start()
    together.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    result.seconds = time.perf_counter() - started
    return result


class _Nothing(socketserver.BaseRequestHandler):
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 8000\r\n\r\n" + b"x" * 8000

    def handle(self) -> None:
        with suppress(ConnectionError):
            while self.request.recv(4096):
                self.request.sendall(self.answer)


def own_limit(*, connections: int, seconds: float) -> float:
    """Requests a second against a program that only ever says the same 8 kB."""
    program = subprocess.Popen(
        [sys.executable, "-m", __spec__.name], stdout=subprocess.PIPE, text=True
    )
    try:
        assert program.stdout
        port = int(program.stdout.readline())
        return run(port, "/", connections=connections, seconds=seconds).rate
    finally:
        program.kill()
        program.communicate()


if __name__ == "__main__":
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Nothing) as server:
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever()
