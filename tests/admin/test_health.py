"""Health and figures: whole for this machine and administrators, next to nothing for strangers."""

import httpx
from starlette.applications import Starlette

from core.staff.models import StaffMember
from tests.admin.conftest import BASE, Browser


def _asking(web: Starlette, host: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=web, client=(host, 1234))
    return httpx.AsyncClient(transport=transport, base_url=BASE)


async def test_a_stranger_learns_only_whether_all_is_well(web: Starlette) -> None:
    web.state.readiness = lambda: {"telegram": "failed: no token"}
    async with _asking(web, "203.0.113.9") as client:
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()) == (503, {"ready": False})
        assert (await client.get("/metrics")).status_code == 404
        assert (await client.get("/healthz")).text == "ok"


async def test_this_machine_is_told_unless_it_asks_for_somebody_else(web: Starlette) -> None:
    web.state.readiness = lambda: {"telegram": "running"}
    async with _asking(web, "127.0.0.1") as client:
        assert (await client.get("/readyz")).json() == {"database": "ok", "telegram": "running"}
        assert "apuri_worker_running" in (await client.get("/metrics")).text
        client.headers["X-Forwarded-For"] = "203.0.113.9"  # a proxy on this machine
        assert (await client.get("/readyz")).json() == {"ready": True}
        assert (await client.get("/metrics")).status_code == 404


async def test_figures_are_for_whoever_sets_the_company_up(
    browser: Browser, owner: StaffMember, clerk: StaffMember
) -> None:
    assert (await (await browser(owner)).get("/metrics")).status_code == 200
    assert (await (await browser(clerk)).get("/metrics")).status_code == 404
