"""What is an order about a task, and what it leads to; hours with a number in them are none."""

import datetime as dt

import pytest

from core.language.known import Customer, Named
from core.language.reading import Context, Directory, Said
from core.language.task_goals import Naming, When, colleagues_said, leads, namings, when_said
from core.language.task_orders import TaskOrder, task_order
from core.language.work_questions import work_question

NOW = dt.datetime.fromisoformat("2026-03-31T15:05:00")  # Tuesday
FRIDAY = dt.date(2026, 4, 3)
CREW = Directory(
    (Customer("Lehto", "c1"), Customer("Heikkinen Antti", "c2"), Customer("Heikkinen Sirpa", "c3"),
     Customer("Brf Kyrkbacken", "c4", ("Kyrkbacken",))),
    colleagues=(Named("Matti Meikäläinen", "s1"), Named("Liisa Laine", "s2"), Named("Sam", "s3")),
)  # fmt: skip


def when(text: str, lang: str = "fi") -> When | None:
    return when_said(Said(text, NOW, "Europe/Helsinki", lang, "FI", "EUR", CREW, Context()))


@pytest.mark.parametrize(
    ("text", "act", "rest"),
    [
        ("siirrä T-12 työn alle", "move", "työn alle"),
        ("flytta T-12 till klar", "move", "till klar"),
        ("move task T-12 to done", "move", "to done"),
        ("T-12 valmis", "", "valmis"),
        ("T-12 on tehty!", "", "tehty"),
        ("merkitse T-12 valmiiksi", "done", "valmiiksi"),
        ("mark T-12 as done", "done", "done"),
        ("markera T-12 som klar", "done", "klar"),
        ("anna T-12 Matille", "give", "Matille"),
        ("ge T-12 till Matti", "give", "till Matti"),
        ("give Matti T-12", "give", "Matti"),
        ("otan T-12", "take", ""),
        ("jag tar T-12", "take", ""),
        ("avaa T-12 uudelleen", "reopen", ""),
        ("öppna T-12 igen", "reopen", ""),
        ("näytä T-12", "show", ""),
        ("lykkää T-12 maanantaihin", "defer", "maanantaihin"),
        ("skjut upp T-12 till måndag", "defer", "till måndag"),
        ("T-12", "", ""),
    ],
)
def test_an_order_is_cut_into_its_parts(text: str, act: str, rest: str) -> None:
    order = task_order(text)
    assert order is not None
    assert (order.act, order.number, order.text) == (act, "T-12", rest)


@pytest.mark.parametrize(
    "text",
    ["kommentoi T-12: tiivisteet ovat hyllyssä 3", "kommentera T-12: tiivisteet ovat hyllyssä 3",
     "comment on T-12: tiivisteet ovat hyllyssä 3", "T-12 kommentti: tiivisteet ovat hyllyssä 3",
     "Kommentoi T-12 tiivisteet ovat hyllyssä 3"],
)  # fmt: skip
def test_all_behind_the_colon_is_the_comment(text: str) -> None:
    assert task_order(text) == TaskOrder("comment", "T-12", "", "tiivisteet ovat hyllyssä 3")


def test_a_comment_may_name_its_task_by_title_and_hold_lines() -> None:
    assert task_order("kommentoi pumppu: 3 h meni\nhuomenna lisää") == TaskOrder(
        "comment", "", "pumppu", "3 h meni\nhuomenna lisää"
    )


@pytest.mark.parametrize("text", ["T-12 ei valmis", "T-12 inte klar", "T-12 T-13 valmis"])
def test_what_is_denied_or_names_two_orders_nothing(text: str) -> None:
    assert task_order(text) is None


@pytest.mark.parametrize("text", ["2h lehto", "8-16", "eilen", "eilen 3h", "lehto 4 h", "ei", "3"])
def test_hours_and_days_past_are_no_goal_of_a_task(text: str) -> None:
    order = task_order(f"T-12 {text}")
    assert order is None or not order.finishes
    assert when(text) is None
    assert colleagues_said(text, CREW) is None


@pytest.mark.parametrize(
    ("text", "lang", "sure"),
    [
        ("perjantaiksi", "fi", True), ("määräpäivä perjantaille", "fi", True),
        ("perjantaihin mennessä", "fi", True), ("pe", "fi", False),
        ("till fredag", "sv", True), ("senast på fredag", "sv", True),
        ("by friday", "en", True), ("due friday", "en", True), ("friday", "en", False),
        ("3.4.", "fi", False),
    ],
)  # fmt: skip
def test_a_day_to_come_is_the_day_a_task_is_due(text: str, lang: str, sure: bool) -> None:
    assert when(text, lang) == When(FRIDAY, None, sure)


def test_a_time_goes_with_its_day_and_a_day_may_be_taken_off() -> None:
    assert when("till fredag kl 10", "sv") == When(FRIDAY, dt.time(10), True)
    assert when("no due date", "en") == When(None)
    assert when("pois") == When(None)


def test_colleagues_are_named_in_any_case_or_not_at_all() -> None:
    matti, liisa, _sam = CREW.colleagues or ()
    assert colleagues_said("Matille", CREW) == (matti,)
    assert colleagues_said("till Liisa", CREW) == (liisa,)
    assert colleagues_said("to me", CREW) == ()
    assert colleagues_said("Lehdolle", CREW) is None
    assert colleagues_said("Matille ja Liisalle", CREW) is None
    assert leads("Matille")
    assert leads("to Matti")
    assert not leads("Matti")


def test_words_of_a_title_are_cut_from_the_rest() -> None:
    titles = ["Pumpun vaihto", "Pumppu huolto", "Hana"]
    assert namings("pumpun vaihto Matille", titles) == [
        Naming((0,), "Matille"), Naming((0, 1), "vaihto Matille"),
    ]  # fmt: skip
    assert namings("hana valmis", titles) == [Naming((2,), "valmis")]
    assert namings("katto valmis", titles) == []


@pytest.mark.parametrize(
    ("text", "asked", "names"),
    [
        ("mitä Lehdolla on auki", "open", ["Lehto"]),
        ("vad är öppet hos Lehto", "open", ["Lehto"]),
        ("what is open for Lehto?", "open", ["Lehto"]),
        ("Lehdon tehtävät", "open", ["Lehto"]),
        ("vad har Kyrkbacken öppet", "open", ["Brf Kyrkbacken"]),
        ("mitä Heikkisellä on auki", "open", ["Heikkinen Antti", "Heikkinen Sirpa"]),
        ("mitä Matilla on", "open", ["Matti Meikäläinen"]),
        ("vad har Matti", "open", ["Matti Meikäläinen"]),
        ("what does Sam have to do", "open", ["Sam"]),
        ("mikä on myöhässä", "late", []),
        ("vad är försenat?", "late", []),
        ("what's late", "late", []),
        ("mitä mulla on auki", "mine", []),
        ("vad har jag öppet", "mine", []),
    ],
)
def test_open_work_is_asked_for(text: str, asked: str, names: list[str]) -> None:
    found = work_question(text, CREW)
    assert found is not None
    assert found.asked == asked
    said = [one.name for one in found.customers] + [one.name for one in found.people]
    assert said == names


@pytest.mark.parametrize(
    "text",
    ["lehto auki 8-16", "Lehto on auki", "lehto 3h työt valmiit", "Lehdolla kesken, jatkan huomenna",
     "mitä Virtasella on auki", "mitä lehdolla oli eilen", "Matti oli Lehdolla", "öppet hos Lehto",
     "what is the door code of Lehto", "late lunch", "I am late", "olen myöhässä"],
)  # fmt: skip
def test_what_asks_nothing_of_open_work_is_left_alone(text: str) -> None:
    assert work_question(text, CREW) is None
