"""A TCP proxy in front of the tests' PostgreSQL that can fall silent or hang up."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import connection, connections


class Proxy:
    """Passes bytes on while `mode` is "open"; "mute" swallows them, "dead" hangs up."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.mode = "open"
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):  # the listener was closed
            while True:
                client, _address = self.listener.accept()
                self.sockets.append(client)
                if self.mode == "dead":
                    client.close()
                    continue
                server = socket.socket(socket.AF_UNIX)
                server.connect(self.target)
                self.sockets.append(server)
                for pair in ((client, server), (server, client)):
                    threading.Thread(target=self._pump, args=pair, daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):  # somebody hung up
            while data := source.recv(65536):
                if self.mode == "open":
                    sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    def hang_up(self) -> None:
        self.mode = "dead"
        for end in self.sockets:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.sockets.clear()

    def close(self) -> None:
        self.listener.close()
        self.hang_up()


@contextmanager
def through_proxy() -> Iterator[Proxy]:
    """Lead Django's connections through a proxy, whatever server the tests use."""
    settings = connection.settings_dict
    before = {"HOST": settings["HOST"], "PORT": settings["PORT"]}
    proxy = Proxy(f"{settings['HOST']}/.s.PGSQL.{settings['PORT'] or 5432}")
    connections.close_all()
    connection.close_pool()
    settings |= {"HOST": "127.0.0.1", "PORT": proxy.port}
    try:
        yield proxy
    finally:
        proxy.close()
        connections.close_all()
        connection.close_pool()
        settings |= before
