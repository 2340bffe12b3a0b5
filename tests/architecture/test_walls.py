"""The walls of the house, and that each of them would be felt."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import rules
from tests.architecture.rules import ROOT
from tests.architecture.tracked import PACKAGES, files, python

TOP = {
    ".ci", ".editorconfig", ".gitattributes", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md",
    "LICENSE", "README.md", "admin", "bot", "core", "deploy", "mail", "pyproject.toml", "tests",
}  # fmt: skip
MAY_ASK_THE_TIME = {
    "core/kit/clock.py",  # the one place
    "core/kit/ids.py",  # a key's order inside this process, never a fact
    "deploy/doctoring.py",  # the doctor compares two clocks
}
THE_DRIVER = "core/db/"  # below sessions: here a commit is made, not decided


def test_nothing_else_lies_at_the_top() -> None:
    assert {name.split("/")[0] for name in files()} == TOP


def test_every_folder_with_python_is_a_package() -> None:
    assert list(rules.without_init([name for name in files() if name.endswith(".py")])) == []
    assert list(rules.without_init(["core/a/__init__.py", "core/a/b/c.py"])) == [
        "core/a/b has no __init__.py"
    ]


def test_files_and_functions_stay_below_the_wall() -> None:
    found = [
        text for name, source in python(*PACKAGES, "tests") for text in rules.too_long(name, source)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "count"),
    [("x = 1\n" * 400, 0), ("x = 1\n" * 401, 1), ("def f():\n" + "    x = 1\n" * 39, 0),
     ("class A:\n  async def f(self):\n" + "    x = 1\n" * 40, 1)],
)  # fmt: skip
def test_the_wall_stands_at_400_and_40_lines(source: str, count: int) -> None:
    assert len(list(rules.too_long("x.py", source))) == count


def test_time_comes_from_one_clock() -> None:
    found = [
        text
        for name, source in python(*PACKAGES)
        if name not in MAY_ASK_THE_TIME
        for text in rules.reads_the_clock(name, source)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    ["datetime.now(UTC)", "datetime.datetime.utcnow()", "dt.date.today()", "time.time()"],
)
def test_asking_the_time_elsewhere_is_seen(source: str) -> None:
    assert len(list(rules.reads_the_clock("x.py", source))) == 1
    assert list(rules.reads_the_clock("x.py", "clock.now(); time.monotonic(); now()")) == []


def test_transactions_end_at_the_edge() -> None:
    found = [
        text
        for name, source in python("core")
        if not name.startswith(THE_DRIVER)
        for text in rules.ends_a_transaction(name, source)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("name", "source", "count"),
    [
        ("core/people/service.py", "async def f(session): await session.commit()", 1),
        ("core/people/merging.py", "session.rollback()", 1),
        ("core/people/service.py", "async with sessions.begin() as s: pass", 1),
        ("core/people/service.py", "async with session.begin_nested(): pass", 0),
        ("core/people/jobs.py", "async with sessions.begin() as s: pass", 0),
    ],
)
def test_a_commit_inside_a_service_is_seen(name: str, source: str, count: int) -> None:
    wrapped = source if source.startswith("async def") else f"async def f():\n    {source}"
    assert len(list(rules.ends_a_transaction(name, wrapped))) == count


def test_names_say_what_is_inside() -> None:
    python_files = [name for name in files() if name.endswith(".py")]
    assert [text for name in python_files for text in rules.shapeless(name)] == []
    assert list(rules.shapeless("core/people/utils.py")) != []
    assert list(rules.shapeless("core/helpers2/x.py")) != []


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_imports_point_down() -> None:
    ended = _lint_imports(ROOT)
    assert ended.returncode == 0, ended.stdout


@pytest.mark.parametrize(
    ("file", "statement"),
    [
        ("core/kit/upwards.py", "import core.people"),
        ("bot/sideways.py", "import mail"),
        ("core/undeclared/__init__.py", ""),
        ("core/people/chatty.py", "def f() -> None:\n    import aiogram"),
        ("mail/texting.py", "import twilio"),
    ],
)
def test_an_import_in_the_wrong_direction_is_seen(
    tmp_path: Path, file: str, statement: str
) -> None:
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for name in (*PACKAGES, "core/kit", "core/people"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    assert _lint_imports(tmp_path).returncode == 0
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(statement + "\n")

    assert _lint_imports(tmp_path).returncode == 1
