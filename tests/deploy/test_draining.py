"""Stopping: what was begun is answered before the process ends."""

import asyncio
from typing import Any

import anyio
import httpx
import uvicorn

from core.startup import App
from core.worker import Timetable
from deploy.serve import Process, WebServer, _drain, bind


async def test_a_request_that_was_taken_is_answered_before_the_web_server_is_gone(app: App) -> None:
    begun = anyio.Event()

    async def slow(_scope: Any, _receive: Any, send: Any) -> None:
        begun.set()
        await asyncio.sleep(1)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"stored"})

    listener = bind("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    server = WebServer(uvicorn.Config(slow, lifespan="off", log_config=None), anyio.Event())
    serving = asyncio.create_task(server.serve([listener]))
    async with httpx.AsyncClient() as client:
        asked = asyncio.create_task(client.get(url))
        async with asyncio.timeout(10):
            await begun.wait()
            await _drain(Process(app, (), Timetable(app)), server)
        serving.cancel()  # as the process does next; then the loop ends
        async with asyncio.timeout(0.5):
            assert (await asked).text == "stored"
