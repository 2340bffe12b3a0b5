"""The page of what runs by itself speaks of every job in words."""

import pytest

from admin.views.timetable import WORDS, when
from core.worker import all_jobs
from deploy import channels


def test_every_job_is_told_in_words_and_no_words_are_left_of_a_job_that_went() -> None:
    assert set(WORDS) == {job.name for job in (*all_jobs(), *channels.jobs())}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "every second"),
        (30, "every 30 seconds"),
        (60, "every minute"),
        (300, "every 5 minutes"),
        (3_600, "every hour"),
        (7_200, "every 2 hours"),
        (86_400, "once a day"),
        (5_400, "every 90 minutes"),
    ],
)
def test_steps_are_told_in_the_largest_unit_that_fits(seconds: int, words: str) -> None:
    assert when(seconds) == words
