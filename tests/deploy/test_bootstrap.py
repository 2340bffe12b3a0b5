"""The set-up knows what it has done and says what a person can do."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import assets, bootstrap
from tests.fakes.ports import free_port


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the set-up takes for the clone, with small locks."""
    locks = tmp_path / "deploy" / "locks"
    locks.mkdir(parents=True)
    for name in ("runtime", "test", "dev"):
        (locks / f"{name}.txt").write_text(f"# {name}\n")
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    venv = tmp_path / ".venv"
    for name, value in {
        "ROOT": tmp_path, "VENV": venv, "PYTHON": venv / "bin" / "python", "LOCKS": locks,
        "STAMP": venv / "apuri-installed.json",
    }.items():  # fmt: skip
        monkeypatch.setattr(bootstrap, name, value)
    return tmp_path


def test_a_second_set_up_installs_nothing_until_a_lock_changes(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[str] = []
    monkeypatch.setattr(bootstrap, "install", installed.append)
    bootstrap.prepare("test")
    bootstrap.prepare("runtime")
    bootstrap.prepare("test")
    assert installed == ["test"]

    (bootstrap.LOCKS / "runtime.txt").write_text("# another\n")
    bootstrap.prepare("runtime")
    assert installed == ["test", "runtime"]
    assert set(json.loads(bootstrap.STAMP.read_text())) == {"runtime", "test"}


def test_a_set_up_cut_in_the_middle_is_done_again(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def fails_once(lock: str) -> None:
        tries.append(lock)
        if len(tries) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "install", fails_once)
    bootstrap.prepare("runtime")
    (bootstrap.LOCKS / "runtime.txt").write_text("# another\n")
    with pytest.raises(KeyboardInterrupt):
        bootstrap.prepare("runtime")
    (bootstrap.LOCKS / "runtime.txt").write_text("# runtime\n")
    bootstrap.prepare("runtime")
    assert len(tries) == 3


def test_a_venv_whose_python_is_gone_is_made_anew(clone: Path) -> None:
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").symlink_to("/nowhere/python3")
    bootstrap.make_venv()
    assert bootstrap.python_version(bootstrap.PYTHON) == sys.version_info[:2]


def test_a_python_without_ensurepip_names_the_debian_package(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name == "venv" or None)
    with pytest.raises(bootstrap.SetupError, match=r"apt-get install python3\.\d+-venv"):
        bootstrap.make_venv()


@pytest.mark.slow
def test_an_index_that_is_not_there_is_said_in_words(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/simple"
    for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX"):
        monkeypatch.setenv(name, nowhere)
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_RETRIES", "0")
    for name in ("runtime", "uv"):
        (bootstrap.LOCKS / f"{name}.txt").write_text(f"idna==3.20 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(bootstrap.SetupError, match="index could not be reached"):
        bootstrap.prepare("runtime")
    assert bootstrap.read_stamp() == {}


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("error: Hash mismatch for `idna==3.20`", "not the one that was pinned"),
        ("error: Failed to fetch; dns error: failed to lookup", "index could not be reached"),
        ("something else", "could not be installed"),
    ],
)
def test_an_installers_words_become_something_to_do(output: str, words: str) -> None:
    assert words in bootstrap.explain(output)
    assert output in bootstrap.explain(output)


def test_the_scripts_run_before_anything_is_installed() -> None:
    """Standard library only: with no site packages at all they still answer."""
    for script in ("run.py", "check.py"):
        flag = "--help" if script == "run.py" else "no-such-step"
        command = [sys.executable, "-I", "-S", f"deploy/{script}", flag]
        ended = subprocess.run(
            command, cwd=bootstrap.ROOT, capture_output=True, text=True, check=False
        )
        assert ended.returncode == (0 if script == "run.py" else 2), ended.stderr
        assert "Traceback" not in ended.stderr


def test_a_front_end_part_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(bootstrap.SetupError, match=r"htmx\.org/dist/htmx\.min\.js"):
        assets.copy_parts(tmp_path, tmp_path / "vendor")


def test_the_demo_never_touches_a_database_of_its_own_choice() -> None:
    command = [sys.executable, "-c", "from deploy import run; run.hand_over(run.parse([]))"]
    ended = subprocess.run(
        command, cwd=bootstrap.ROOT, capture_output=True, text=True, check=False,
        env={"APURI_DATABASE_URL": "postgresql://127.0.0.1:1/real"},
    )  # fmt: skip
    assert ended.returncode == 1
    assert "--no-demo" in ended.stderr
