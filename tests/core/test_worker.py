"""The timetable: every domain's jobs, none twice, an error kept for the panel."""

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


async def test_every_job_runs_on_an_empty_installation(app: App) -> None:
    timetable = Timetable(app)
    for name in timetable.runs:
        await timetable.run_job(name)
    assert {name: run.error for name, run in timetable.runs.items() if run.error} == {}
