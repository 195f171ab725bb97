"""A mail server that takes what it is given: enough of RFC 5321 for a client, and nothing more."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from threading import Thread
from typing import Self


class MailBox:
    """A context manager; ``received`` are the messages, as text. ``refuses`` makes it refuse every recipient."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.received: list[str] = []
        self.port = 0
        self._refuses = refuses
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        server = asyncio.run_coroutine_threadsafe(asyncio.start_server(self._talk, "127.0.0.1", 0), self._loop).result(
            10
        )
        self.port = server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def url(self) -> str:
        """What ``KLIPING_NOTIFY`` is set to, for one recipient."""
        return f"mailto://127.0.0.1:{self.port}?from=kliping@example.org&to=jaga@example.org"

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mailbox\r\n")
        with suppress(ConnectionError):
            while line := await reader.readline():
                verb = line.split()[0].upper() if line.split() else b""
                if verb == b"DATA":
                    writer.write(b"354 go on\r\n")
                    self.received.append((await reader.readuntil(b"\r\n.\r\n")).decode())
                refused = verb == b"RCPT" and self._refuses
                writer.write(
                    b"550 nobody here\r\n" if refused else b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n"
                )
                if verb == b"QUIT":
                    break
        writer.close()
