"""The certificates of Amazon SNS: read once, whole, and never more than is needed."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from billhook.hosted.sns_certificates import BYTES_MAX, Certificates, CertificateUnreachable


async def asked(answer: bytes, use: Callable[[str], Awaitable[None]]) -> int:
    """How many requests reach a server that gives this answer to each."""
    requests = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal requests
        requests += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        await use(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/one.pem")
    return requests


def test_a_certificate_is_read_once() -> None:
    certificates = Certificates()

    async def use(url: str) -> None:
        assert [await certificates.at(url) for _ in range(3)] == [b"PEM"] * 3

    assert asyncio.run(asked(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nPEM", use)) == 1


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "answers 404"),
        (b"HTTP/1.1 302 Found\r\nLocation: /two.pem\r\nContent-Length: 0\r\n\r\n", "answers 302"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (BYTES_MAX + 1), "more than"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nPEM", "not completed"),
        (b"rubbish\r\n\r\n", "400"),
    ],
)
def test_what_is_no_certificate_is_asked_for_again(answer: bytes, told: str) -> None:
    certificates = Certificates()

    async def use(url: str) -> None:
        for _ in range(2):
            with pytest.raises(CertificateUnreachable, match=told):
                await certificates.at(url)

    assert asyncio.run(asked(answer, use)) == 2
