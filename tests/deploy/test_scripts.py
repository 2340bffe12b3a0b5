"""What the test and check scripts conclude."""

import sqlite3
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from deploy import drift, licences, migrating
from deploy import test as testing
from deploy.installing import newest_revision

REPORT = """<testsuites><testsuite>
<testcase name="a"/><testcase name="b"/>
<testcase name="c"><failure message="x"/></testcase>
<testcase name="d"><error message="x"/></testcase>
<testcase name="e"><skipped message="no chromium"/></testcase>
<testcase name="f[telegram-postgres-x]"/><testcase name="f[telegram-sqlite-x]"/>
<testcase name="g[postgres]"><failure message="x"/></testcase>
</testsuite></testsuites>"""


def test_errors_count_as_failures_and_skips_give_their_reasons(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    counted, reasons = testing.read_report(report)
    assert counted == {
        "sqlite": {"passed": 3, "failed": 2, "skipped": 1},
        "postgres": {"passed": 1, "failed": 1, "skipped": 0},
    }
    assert reasons == ["no chromium"]


@pytest.mark.parametrize(
    ("ci", "ended", "counted", "line", "code"),
    [
        ("", 0, (3, 0, 0), "3 passed, 0 failed", 0),
        ("", 0, (3, 0, 2), "3 passed, 0 failed, 2 skipped", 0),
        ("true", 0, (3, 0, 2), "3 passed, 2 failed", 1),
        ("", 1, (3, 1, 0), "3 passed, 1 failed", 1),
        ("", 5, (3, 0, 0), "3 passed, 0 failed", 0),
        ("", 4, (3, 0, 0), "3 passed, 1 failed", 1),
        ("", -9, (3, 0, 0), "3 passed, 1 failed", 1),
        ("", 5, (0, 0, 0), "0 passed, 0 failed", 1),
    ],
)
def test_the_last_line_and_the_exit_code_agree(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, ended: int,
    counted: tuple[int, int, int], line: str, code: int,
) -> None:  # fmt: skip
    monkeypatch.setenv("CI", ci)
    totals = dict(zip(("passed", "failed", "skipped"), counted, strict=True))
    assert testing.verdict(ended, totals) == code
    assert capsys.readouterr().out.splitlines()[-1] == line


@pytest.mark.parametrize(
    ("spdx", "fits"),
    [
        ("MIT", True), ("Apache-2.0 OR BSD-3-Clause", True), ("Proprietary OR MIT", True),
        ("MIT AND Apache-2.0", True), ("MIT AND Proprietary", False), ("GPL-2.0-only", False),
        ("SSPL-1.0", False), ("(MIT OR Proprietary)", False), ("", False), ("GPL-3.0-only", True),
    ],
)  # fmt: skip
def test_a_licence_fits_only_when_every_needed_part_does(spdx: str, fits: bool) -> None:
    assert licences.fits(spdx) is fits


def test_every_runtime_package_may_be_part_of_a_gpl_3_work() -> None:
    assert licences.main() == 0


def test_migrations_lead_to_the_models_and_a_difference_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "drift.db"
    migrating.migrate(f"sqlite:///{path}")
    assert drift.differences(f"sqlite:///{path}") == []

    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE forgotten (id INTEGER)")
    database.close()
    assert [change[0] for change in drift.differences(f"sqlite:///{path}")] == ["remove_table"]


def test_the_newest_revision_is_known_without_alembic() -> None:
    script = ScriptDirectory.from_config(migrating.config_for("sqlite://"))
    assert newest_revision() == script.get_current_head()
