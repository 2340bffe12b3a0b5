"""The project works anywhere: no file names the machine or the index it was made with."""

import os
import re
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from tests.architecture.rules import ROOT
from tests.architecture.tracked import files

PUBLIC = {"pypi.org", "files.pythonhosted.org", "registry.npmjs.org", "localhost", "127.0.0.1"}
LOCKS = sorted(name for name in files() if re.search(r"deploy/locks/|package-lock\.json$", name))
# A path only one machine has, and options that would carry an address into a lock.
OF_ONE_MACHINE = re.compile(
    r"file:///|(?<![\w.])/(?:root|work|home/\w+)/|--(?:extra-)?index-url|--find-links",
    re.IGNORECASE,
)
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)(?: ; (.+?))? \\$", re.MULTILINE)


def configured_hosts() -> set[str]:
    """Return the hosts that this machine's pip, uv and npm are set to, beside the public ones."""
    pip = [sys.executable, "-m", "pip", "config", "list"]
    said = subprocess.run(pip, capture_output=True, text=True, check=False).stdout
    words = ("INDEX", "REGISTRY", "PROXY")
    said += " ".join(v for k, v in os.environ.items() if any(word in k.upper() for word in words))
    hosts = {urlsplit(url).hostname for url in re.findall(r"https?://[^\s'\"]+", said)}
    return {host for host in hosts if host} - PUBLIC


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"\w+://\S+", text) == []
    assert OF_ONE_MACHINE.search(text) is None


def test_no_file_names_a_host_this_machine_is_set_to() -> None:
    hosts = configured_hosts()
    named = {
        name: host
        for name in files()
        for host in hosts
        if host.encode() in (ROOT / name).read_bytes()
    }
    assert named == {}


def test_no_file_outside_the_tests_names_a_path_of_one_machine() -> None:
    looked = [name for name in files() if not name.startswith("tests/")]
    found = {
        name: match.group(0)
        for name in looked
        if name.endswith((".py", ".toml", ".md", ".txt", ".json", ".yaml", ".html", ".po"))
        and name != "deploy/relock.py"  # it names these options to keep them out
        and (match := OF_ONE_MACHINE.search((ROOT / name).read_text(encoding="utf-8")))
    }
    assert found == {}


def test_one_version_of_a_package_serves_all_locks_and_each_holds_the_one_before() -> None:
    pins = {
        lock: set(PIN.findall((ROOT / f"deploy/locks/{lock}.txt").read_text(encoding="utf-8")))
        for lock in ("runtime", "test", "dev")
    }
    assert pins["runtime"]
    assert pins["runtime"] < pins["test"] < pins["dev"]


def test_every_pin_has_a_hash() -> None:
    for name in (name for name in LOCKS if name.endswith(".txt")):
        text = (ROOT / name).read_text(encoding="utf-8")
        blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
        assert blocks
        assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
