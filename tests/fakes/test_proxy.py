"""The proxy passes bytes faithfully until it is told to misbehave."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.fakes.ports import free_port
from tests.fakes.proxy import Proxy


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


@pytest.fixture
async def echo() -> AsyncIterator[int]:
    server = await asyncio.start_server(_echo, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


@pytest.fixture
def proxy(echo: int) -> Iterator[Proxy]:
    proxy = Proxy(echo).start()
    yield proxy
    proxy.stop()


async def test_bytes_come_through_unchanged(proxy: Proxy) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    sent = bytes(range(256)) * 2000
    writer.write(sent)
    writer.write_eof()

    assert await asyncio.wait_for(reader.read(-1), 5) == sent
    writer.close()


async def test_a_cut_ends_open_connections_and_new_ones_work(proxy: Proxy) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write(b"one")
    assert await reader.read(3) == b"one"
    assert await asyncio.to_thread(proxy.cut) == 2
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await asyncio.wait_for(reader.readexactly(1), 5)
    writer.close()

    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write(b"two")
    assert await asyncio.wait_for(reader.read(3), 5) == b"two"
    writer.close()


async def _all_before_the_end(reader: asyncio.StreamReader) -> bytes:
    got = b""
    try:
        while piece := await asyncio.wait_for(reader.read(10), 5):
            got += piece
    except ConnectionError:
        pass
    return got


async def test_after_a_cut_in_the_middle_no_further_byte_arrives(proxy: Proxy) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write(b"abc")
    assert await reader.readexactly(3) == b"abc"
    proxy.cut_after(5)
    writer.write(b"0123456789")

    got = await _all_before_the_end(reader)  # TimeoutError if the connection stayed open
    assert got == b"01234"[: len(got)]
    writer.close()


async def test_a_stalled_link_passes_nothing_until_it_flows_again(proxy: Proxy) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    proxy.stall()
    writer.write(b"late")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(4), 0.3)
    proxy.stall(False)
    assert await asyncio.wait_for(reader.read(4), 5) == b"late"
    writer.close()


async def test_refusing_takes_nobody_and_a_dead_server_is_felt(proxy: Proxy) -> None:
    proxy.refuse()
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await asyncio.wait_for(reader.readexactly(1), 5)
    writer.close()

    proxy.refuse(False)
    proxy.target = free_port()
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await asyncio.wait_for(reader.readexactly(1), 5)
    writer.close()
