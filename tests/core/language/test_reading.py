"""What the assistant gets: readings with references, drafts with choices, orders beyond booking."""

import datetime as dt
from decimal import Decimal

import pytest

from core.language.reading import Context, Customer, Directory, Named, Reading, SavedEntry
from core.language.understand import read

NOW = dt.datetime(2026, 11, 20, 16, 20)  # noqa: DTZ001 (local wall time, a Friday)
DIRECTORY = Directory(
    customers=(
        Customer("Mäkinen", "c1", projects=(Named("Keittiö", "p1"), Named("Sauna", "p2"))),
        Customer("Virtanen Pekka", "c2"),
        Customer("Virtanen Liisa", "c3"),
        Customer("Brf Solrosen", "c4", aliases=("Solrosen",)),
        Customer("Hill", "c5"),
    ),
    tasks=(Named("Asennus", "t1"),),
    colleagues=(Named("Dave Cole", "s1"),),
)


def said(text: str, lang: str | None = "fi", context: Context | None = None) -> Reading:
    """The reading of a message."""
    return read(
        text, now=NOW, tz="Europe/Helsinki", lang=lang, directory=DIRECTORY, context=context,
        region="FI", currency="EUR",
    )  # fmt: skip


def test_an_entry_carries_the_references_of_the_directory() -> None:
    (entry,) = said("mäkisen keittiö 3h asennusta").entries

    assert (entry.customer_ref, entry.project_ref, entry.task_ref) == ("c1", "p1", "t1")
    assert (entry.minutes, entry.date) == (180, NOW.date())


def test_words_that_explain_nothing_else_become_the_note() -> None:
    (entry,) = said("mäkinen 3h putkiremontti").entries

    assert entry.note == "putkiremontti"


def test_a_shared_surname_is_asked_about_with_both_as_choices() -> None:
    reading = said("Virtasella 5h")

    assert (reading.intent, reading.ask) == ("ask", ("customer",))
    assert reading.draft is not None
    assert reading.draft.entries[0].minutes == 300
    (choice,) = reading.draft.choices
    assert [(o.label, o.ref) for o in choice.options] == [
        ("Virtanen Pekka", "c2"), ("Virtanen Liisa", "c3"),
    ]  # fmt: skip


def test_work_without_a_customer_keeps_its_hours_and_distance_in_the_draft() -> None:
    reading = said("2,5h putkiremontti, 24 km")

    assert reading.ask == ("customer",)
    assert reading.draft is not None
    assert [(e.kind, e.minutes, e.km) for e in reading.draft.entries] == [
        ("time", 150, None), ("travel", None, Decimal(24)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "intent", "number", "answer"),
    [
        ("otan R-2026-0042", "take_request", "R-2026-0042", None),
        ("take r-2026-0042", "take_request", "R-2026-0042", None),
        ("sulje R-2026-0042", "close_request", "R-2026-0042", None),
        ("close R-1 Sent you the offer.", "close_request", "R-1", "Sent you the offer"),
        ("svara R-2026-0042: Vi kommer på tisdag kl 8", "answer_request", "R-2026-0042",
         "Vi kommer på tisdag kl 8"),
        ("vastaa R-2026-0042 Tullaan 8-16", "answer_request", "R-2026-0042", "Tullaan 8-16"),
        ("R-2026-0042 klar", "close_request", "R-2026-0042", None),
    ],
)  # fmt: skip
def test_a_request_is_taken_answered_or_closed_by_its_number(
    text: str, intent: str, number: str, answer: str | None
) -> None:
    reading = said(text, None)

    assert reading.intent == intent
    assert reading.request is not None
    assert (reading.request.number, reading.request.text) == (number, answer)


def test_a_bare_request_number_is_asked_about() -> None:
    assert said("R-2026-0042").ask == ("intent",)


@pytest.mark.parametrize(("text", "lang"), [("apua", "fi"), ("hjälp", "sv"), ("/help", "en")])
def test_help_is_an_intent_of_its_own(text: str, lang: str) -> None:
    assert said(text, lang).intent == "help"


@pytest.mark.parametrize(
    ("text", "lang", "first", "last"),
    [
        ("my day", "en", 20, 20), ("min dag", "sv", 20, 20), ("mun päivä", "fi", 20, 20),
        ("my week", "en", 16, 22), ("min vecka", "sv", 16, 22), ("mun viikko", "fi", 16, 22),
    ],
)  # fmt: skip
def test_my_day_and_my_week_ask_for_tasks(text: str, lang: str, first: int, last: int) -> None:
    query = said(text, lang).query

    assert query is not None
    assert query.what == "tasks"
    assert (query.first, query.last) == (dt.date(2026, 11, first), dt.date(2026, 11, last))


def test_the_language_read_is_told() -> None:
    assert said("3 tim hos Solrosen igår", "fi").language == "sv"


def test_a_correction_tells_only_what_changed() -> None:
    saved = SavedEntry("e1", "time", NOW.date(), "Hill", 480, dt.time(8), dt.time(16))

    (change,) = said("slutade 15 inte 16", "sv", Context((saved,))).entries

    assert (change.end, change.minutes, change.customer, change.date) == (
        dt.time(15), 420, None, None,
    )  # fmt: skip


def test_a_large_directory_is_searched_without_walking_through_it() -> None:
    index = Directory(
        customers=tuple(Customer(f"Asiakas{n} Nimi{n} Oy", str(n)) for n in range(3_000))
    ).index

    assert len(index._likely("asiakas1234")) < 3_000


NAMES = [
    "Kiinteistö Oy Mäntyrinne", "Asunto Oy Rantakatu 5", "Café Ekorren", "Green & Co", "Dr. Patel",
    "The Old Mill", "HSB", "IT-Center", "A-Rakennus Oy", "Å-Bygg AB", "Will Turner", "Koulu 3",
    "von Essen Carl", "O'Neill", "Smith-Jones", "Østergaard", "Bäckström & Söner", "K-Market Torni",
    "Niskanen ja Pojat", "Hyvönen Anna-Maija", "Väg & Bana AB", "Monday Ltd", "Kello Oy",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("pattern", "lang"), [("{} 3h", "fi"), ("3 tim hos {}", "sv"), ("3h at {}", "en")]
)
def test_a_customer_of_any_kind_of_name_is_found(name: str, pattern: str, lang: str) -> None:
    directory = Directory(customers=tuple(Customer(n, n) for n in NAMES))

    reading = read(pattern.format(name), now=NOW, lang=lang, directory=directory)

    assert [(e.customer, e.minutes) for e in reading.entries] == [(name, 180)]


def test_a_number_in_a_name_is_no_name_by_itself() -> None:
    directory = Directory(customers=(Customer("Koulu 3"), Customer("Lehto")))

    assert read("lehto 3", now=NOW, lang="fi", directory=directory).ask == ("duration",)
    assert read("3 h lehto", now=NOW, lang="fi", directory=directory).entries[0].customer == "Lehto"


def test_a_housing_company_is_found_by_the_address_it_is_named_after() -> None:
    names = ["Asunto Oy Kotkankatu 5", "Asunto Oy Kotkankatu 15", "Lehto"]
    directory = Directory(customers=tuple(map(Customer, names)))

    for text in ("kotkankatu 5 3h", "as oy kotkankatu 5 3h", "Asunto Oy Kotkankatu 5, 3h"):
        reading = read(text, now=NOW, lang="fi", directory=directory)
        assert [(e.customer, e.minutes) for e in reading.entries] == [(names[0], 180)], text
    elsewhere = read("lehto 3h, kotkankatu 7", now=NOW, lang="fi", directory=directory)
    assert [(e.customer, e.minutes) for e in elsewhere.entries] == [("Lehto", 180)]


@pytest.mark.parametrize(
    ("text", "lang", "first", "last"),
    [
        ("tehtävät tänään", "fi", 20, 20), ("omat tehtävät huomenna", "fi", 21, 21),
        ("tasks this week", "en", 16, 22), ("my tasks today", "en", 20, 20),
        ("mina uppgifter", "sv", 20, 20), ("uppgifter den här veckan", "sv", 16, 22),
        ("mitä tänään", "fi", 20, 20), ("vad idag?", "sv", 20, 20), ("what's on today", "en", 20, 20),
    ],
)  # fmt: skip
def test_tasks_are_asked_for_in_few_words(text: str, lang: str, first: int, last: int) -> None:
    query = said(text, lang).query

    assert query is not None
    assert query.what == "tasks"
    assert (query.first, query.last) == (dt.date(2026, 11, first), dt.date(2026, 11, last))
    assert query.said is (text != "mina uppgifter")


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("sairaana 8h", "fi"), ("olin eilen saikulla", "fi"), ("lomalla", "fi"), ("sjuk 8h", "sv"),
        ("vab 4 tim", "sv"), ("semester v 30", "sv"), ("off sick", "en"), ("sick 8h Hill", "en"),
        ("annual leave thu and fri", "en"), ("sairaana 8h mäkinen", "fi"),
    ],
)  # fmt: skip
def test_an_absence_is_no_work_of_anybody(text: str, lang: str) -> None:
    found = said(text, lang)

    assert (found.intent, found.entries, found.draft) == ("absence", (), None)


@pytest.mark.parametrize(
    ("text", "bare"), [("kumoa", True), ("undo", True), ("ångra", True), ("undo hill 8h", False)]
)
def test_an_order_to_undo_tells_whether_it_says_what(text: str, bare: bool) -> None:
    saved = SavedEntry("e1", "time", NOW.date(), "Hill", 480)

    for context in (Context((saved,)), Context()):
        assert said(text, None, context).bare is bare


@pytest.mark.parametrize(("text", "lang"), [("no, 2.5h", "en"), ("nej 2,5 tim", "sv")])
def test_a_no_with_another_amount_corrects_the_newest(text: str, lang: str) -> None:
    saved = SavedEntry("e1", "time", NOW.date(), "Hill", 480)

    reading = said(text, lang, Context((saved,)))

    assert (reading.intent, [e.minutes for e in reading.entries]) == ("correct", [150])
    assert said(text, lang).entries == ()
