"""A mail server for tests: real SMTP on a port of its own, with moods."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer(socketserver.ThreadingTCPServer):
    """Collects mail; `answers` maps a word in a mail to what it gets instead of 250."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Conversation)
        self.port: int = self.server_address[1]
        self.mails: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.accepted = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()


class Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 test")
        for line in self.rfile:
            command = line[:4].upper()
            if command == b"QUIT":
                return self.say("221 bye")
            if command == b"DATA":
                self.say("354 go on")
                self.receive()
            elif command == b"RCPT":
                self.say(self.answer(line.decode()))
            else:
                self.say("250 ok")
        return None

    def receive(self) -> None:
        body = b"".join(iter(self.rfile.readline, b".\r\n"))
        answer = self.answer(body.decode("utf-8", "replace"))
        if answer.startswith("250"):
            mail = message_from_bytes(body, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.server.mails.append(mail)
            self.server.accepted.set()
            self.server.may_answer.wait(60)
        self.say(answer)

    def answer(self, text: str) -> str:
        found = (
            self.server.answers[word] for word in self.server.answers if word in text
        )
        return next(found, "250 ok")


@contextmanager
def mail_server(port: int = 0) -> Iterator[MailServer]:
    with MailServer(port) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.may_answer.set()
            server.shutdown()
            thread.join()
