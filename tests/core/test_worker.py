"""The timetable: every domain's jobs, none twice, an error kept for the panel."""

import asyncio

import anyio

from core.kit.jobs import Job, every
from core.startup import App
from core.worker import Timetable, all_jobs


def test_every_job_has_a_name_of_its_own() -> None:
    names = [job.name for job in all_jobs()]
    assert "seal-events" in names
    assert len(set(names)) == len(names)


async def test_a_failing_job_is_noted_and_stops_nothing(app: App) -> None:
    async def fail(_sessions: object) -> int:
        raise KeyError

    timetable = Timetable(app, (Job("failing", every(seconds=1), fail),))
    await timetable.run_job("failing")
    assert timetable.runs["failing"].error == "KeyError"
    await timetable.run_job("seal-events")
    assert timetable.runs["seal-events"].error == ""
    assert timetable.runs["seal-events"].last_at is not None


async def test_a_job_under_way_is_finished_before_the_timetable_ends(app: App) -> None:
    begun, stop, ended = anyio.Event(), anyio.Event(), []

    async def slow(_sessions: object) -> int:
        begun.set()
        await asyncio.sleep(0.3)
        ended.append("slow")
        return 1

    timetable = Timetable(app, (Job("slow", every(seconds=60), slow),))
    async with asyncio.timeout(20), anyio.create_task_group() as group:
        group.start_soon(timetable.run, stop)
        await begun.wait()
        stop.set()
    assert ended == ["slow"]
    assert timetable.runs["slow"].last_count == 1


async def test_every_job_runs_on_an_empty_installation(app: App) -> None:
    timetable = Timetable(app)
    for name in timetable.runs:
        await timetable.run_job(name)
    assert {name: run.error for name, run in timetable.runs.items() if run.error} == {}
