"""One process serves everything: started, asked, refused and ended as an operator does it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from core.config import Settings
from deploy.installing import CannotServe
from deploy.serve import check_settings
from tests.fakes.ports import free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
LOADED = """
import asyncio, json, sys
from core.config import read_settings
from deploy import serve
async def announce(process, port):
    import anyio, os, signal
    await anyio.sleep(3)
    print(json.dumps(sorted(sys.modules)), flush=True)
    os.kill(os.getpid(), signal.SIGTERM)
asyncio.run(serve.serve(read_settings(), serve.ROLES, announce))
"""


def _environment(data: Path, **more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("APURI_")}
    return {
        **kept,
        "APURI_DATA": str(data),
        "APURI_SMTP_PORT": "0",
        "PYTHONPATH": str(ROOT),
        **more,
    }


def apuri(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "deploy.cli", *words], env=_environment(data), cwd=ROOT,
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


class Served:
    """A running `apuri serve`; `said` is what it has printed so far."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.port = free_port()
        self.output = data.parent / "served.txt"
        with self.output.open("w") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "deploy.cli", "serve", "--port", str(self.port)], cwd=ROOT,
                env=_environment(data, **environment), stdout=file, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.url = f"http://127.0.0.1:{self.port}"
        wait_until(self._ready, seconds=30, what="apuri serve")

    def _ready(self) -> bool:
        assert self.process.poll() is None, self.said
        return f":{self.port}" in self.said and "Error" not in self.said

    @property
    def said(self) -> str:
        return self.output.read_text()

    def stop(self) -> int:
        """End it as a service manager does; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(15)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty installation."""
    folder = tmp_path_factory.mktemp("installation") / "data"
    assert apuri(folder, "migrate").returncode == 0
    return folder


@pytest.fixture
def served(data: Path) -> Iterator[Served]:
    """A running process, ended after the test if it is not before."""
    served = Served(data)
    yield served
    if served.process.poll() is None:
        served.process.kill()
        served.process.wait()


def test_it_is_ready_asks_for_an_owner_once_and_ends_at_sigterm(served: Served, data: Path) -> None:
    assert httpx.get(served.url + "/healthz").text == "ok"

    def all_run() -> bool:
        answer = httpx.get(served.url + "/readyz")
        return answer.status_code == 200 and set(answer.json().values()) <= {"ok", "running"}

    wait_until(all_run, seconds=15, what="every worker")
    assert "apuri_worker_running" in httpx.get(served.url + "/metrics").text
    assert served.said.count("/link/setup/") == 1
    assert "sign_in" not in served.said
    begun = time.monotonic()
    assert served.stop() == 0
    assert time.monotonic() - begun < 10
    again = Served(data)
    assert "/link/setup/" not in again.said
    assert "create-owner" in again.said
    again.stop()


def test_a_second_process_on_the_same_folder_is_refused_in_words(
    served: Served, data: Path
) -> None:
    second = apuri(data, "serve", "--port", str(free_port()))
    assert second.returncode == 1
    assert "already runs" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_start_without_tokens_loads_no_channel_library(data: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=False,
        env=_environment(data, APURI_PORT=str(free_port())), timeout=60,
    )  # fmt: skip
    loaded: list[str] = json.loads(ran.stdout.strip().splitlines()[-1])
    assert "admin.app" in loaded
    heavy = {"aiogram", "twilio", "vl_convert"}
    assert heavy.isdisjoint(name.split(".")[0] for name in loaded)


def test_an_empty_database_is_not_served(tmp_path: Path) -> None:
    ran = apuri(tmp_path / "new", "serve", "--port", str(free_port()))
    assert ran.returncode == 1
    assert "apuri migrate" in ran.stderr


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"host": "0.0.0.0"}, True),
        ({"host": "0.0.0.0", "base_url": "https://apuri.example"}, False),
        ({"host": "127.0.0.1"}, False),
    ],
)
def test_plain_http_is_refused_beyond_this_machine(values: dict[str, Any], refused: bool) -> None:
    settings = Settings.model_validate(values)
    if refused:
        with pytest.raises(CannotServe, match="https"):
            check_settings(settings)
    else:
        check_settings(settings)


def test_the_timetable_and_the_understanding_need_no_installation(tmp_path: Path) -> None:
    timetable = apuri(tmp_path / "none", "jobs")
    assert "seal-events" in timetable.stdout
    assert not (tmp_path / "none").exists()
    ran = subprocess.run(
        [sys.executable, "-m", "deploy.cli", "understand"], cwd=ROOT, text=True, check=True,
        input='{"id": "1", "kind": "duration", "text": "2½ h", "lang": "fi"}\nnot json\n',
        capture_output=True, env=_environment(tmp_path / "none"), timeout=60,
    )  # fmt: skip
    first, second = (json.loads(line) for line in ran.stdout.splitlines())
    assert first["duration_minutes"] == 150
    assert second["intent"] == "ask"


def test_the_doctor_says_what_is_well(data: Path) -> None:
    ran = apuri(data, "doctor")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "✓ database" in ran.stdout
    assert "0 waiting" in ran.stdout or "sealed" in ran.stdout


def test_the_doctor_says_what_to_do(tmp_path: Path) -> None:
    ran = apuri(tmp_path / "new", "doctor")
    assert ran.returncode == 1
    assert "apuri migrate" in ran.stdout
    assert "Traceback" not in ran.stdout + ran.stderr


def test_the_demo_fills_an_empty_folder_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    apuri(folder, "migrate")
    filled = apuri(folder, "demo", "fill")
    assert filled.returncode == 0, filled.stderr
    again = apuri(folder, "demo", "fill", "--if-empty")
    assert again.returncode == 0
    served = Served(folder)
    try:
        for part in ("/link/sign_in/", "/app/chat", "/form/", "127.0.0.1:0", str(folder)):
            assert part in served.said
        assert httpx.get(served.url + "/form/pyynto").status_code == 200
    finally:
        served.stop()


def test_no_other_installation_becomes_a_demo(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    apuri(folder, "migrate")
    made = apuri(folder, "create-owner", "--name", "Anna", "--email", "anna@work.example")
    assert "/link/invitation/" in made.stdout
    for words in (("demo", "fill"), ("demo", "fill", "--if-empty"), ("demo", "reset")):
        refused = apuri(folder, *words)
        assert refused.returncode == 1, words
        assert "Traceback" not in refused.stderr
