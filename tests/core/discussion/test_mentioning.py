"""Who is meant by an @ in a text: only names as they are, nothing guessed."""

from time import process_time
from uuid import UUID

import pytest

from core.discussion.mentioning import crew_of, find, marked

PEOPLE = ["Anna Virtanen", "Anna Lehto", "Matti Meikäläinen", "Åke Öberg", "Olga", "Olga"]
IDS = [UUID(int=at + 1) for at in range(len(PEOPLE))]
TEAM = UUID(int=99)
CREW = crew_of(zip(IDS, PEOPLE, strict=True), [(TEAM, "Etelän asennus")], {TEAM: (IDS[0], IDS[2])})


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("@Anna Virtanen katso", [0]),
        ("@anna.virtanen katso", [0]),
        ("Katso @ANNA LEHTO: kiire", [1]),
        ("(@Matti) ja @matti.meikalainen", [2]),
        ("@Matti, @Åke ja @anna.lehto.", [2, 3, 1]),
        ("@ake.oberg", [3]),
        ("@Matti Virtaselle", [2]),
        ("@olga2 tule", [5]),
        ("rivi\n@Matti\nrivi", [2]),
        ("@Matille @Mati @Mattikin", []),
        ("@Matti-Pekka @Matti.nen @Matti_", []),
        ("kirjoita matti@firma.fi tai info@matti.fi", []),
        ("@@Matti a@Matti", []),
        ("@ Matti", []),
        ("@tuntematon", []),
    ],
)
def test_only_an_exact_name_mentions_somebody(text: str, whom: list[int]) -> None:
    found = find(text, CREW)

    assert [one.id for one in found.people] == [IDS[at] for at in whom]
    assert found.unclear == []


def test_a_first_name_of_two_is_unclear_and_says_how_to_write_each() -> None:
    found = find("@Anna ja @Olga", CREW)

    assert found.people == []
    assert [(word, [one.handle for one in whom]) for word, whom in found.unclear] == [
        ("Anna", ["anna.virtanen", "anna.lehto"]),
        ("Olga", ["olga1", "olga2"]),
    ]


def test_a_team_is_named_by_its_whole_name() -> None:
    assert [one.id for one in find("@Etelän asennus tulee", CREW).teams] == [TEAM]
    assert [one.id for one in find("@etelan.asennus", CREW).teams] == [TEAM]
    assert find("@Etelän", CREW).teams == []


def test_a_team_and_a_colleague_of_one_name_have_ways_to_be_told_apart() -> None:
    crew = crew_of([(IDS[0], "Putki")], [(TEAM, "Putki")])

    (_word, whom) = find("@Putki", crew).unclear[0]
    assert [one.handle for one in whom] == ["putki1", "putki2"]
    assert [one.id for one in find("@putki2", crew).teams] == [TEAM]


def test_a_text_is_shown_with_the_names_marked() -> None:
    parts = marked("Hei @Anna Virtanen, @Matti ja @muu", [(IDS[0], "Anna Virtanen")])

    assert parts == [("Hei ", False), ("@Anna Virtanen", True), (", @Matti ja @muu", False)]


def test_a_long_text_full_of_signs_keeps_nobody_waiting() -> None:
    crew = crew_of([(UUID(int=number), f"Anna{number} Mäki") for number in range(200)])
    began = process_time()
    assert find("@a " * 6_600, crew).people == []
    assert process_time() - began < 1, "it took four seconds"
