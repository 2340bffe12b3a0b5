"""Reading the development phrases of staff with a directory of many customers."""

import datetime as dt
import gc
import importlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from core.language.kinds import KINDS
from core.language.lines import said_of
from core.language.reading import Customer, Directory, Named, Said
from core.language.understand import answer, read
from tests.bench.machine import ROOT, resident_mb
from tests.bench.mail_words import FIRST, LAST
from tests.core.language.test_hostile import HOSTILE

SIZE = 20_000
PHRASES = ROOT / "tests" / "samples" / "chat" / "chat_phrases_dev.jsonl"
ROUNDS = 5
MOST_FOR_DATEPARSER = 90  # it is slow: a sample of our phrases
NOW = dt.datetime(2026, 11, 20, 16, 20)  # noqa: DTZ001 (local wall time)
_SIDES = ("Ala", "Ylä", "Uusi", "Vanha", "Norr", "Söder", "Öster", "Väst", "Iso", "Pikku")
_PLACES = ("Tammi", "Koivu", "Kuusi", "Lepo", "Ranta", "Mäki", "Niitty", "Björk", "Sjö", "Berg",
           "Hag", "Lund", "Kangas", "Salmi", "Joki", "Suo", "Lähde", "Harju", "Virta", "Kallio")  # fmt: skip
_ENDS = ("la", "nen", "rinne", "puisto", "torppa", "backa", "strand", "vik", "by", "dal")
_FORMS = ("{}", "{} Oy", "Asunto Oy {}", "{} AB", "Brf {}", "Rakennus {} Oy", "{} {first}")


def measure(size: int, _kinds: Sequence[str]) -> dict[str, Any]:
    """Return microseconds per phrase, also dateparser's, seconds of import and of the first phrase
    and of indexing, megabytes, and the longest times of long and shared texts."""
    fresh = _fresh_start()
    phrases, known = _phrases()
    before = resident_mb()
    directory = Directory(customers=(*known.customers, *_customers(size - len(known.customers))),
                          project_aliases=known.project_aliases, tasks=known.tasks)  # fmt: skip
    begun = time.perf_counter()
    names = len(directory.index.spelled)
    indexed = time.perf_counter() - begun
    held = round(resident_mb() - before, 1)
    small, large = _times(phrases), _times([replace(said, directory=directory) for said in phrases])
    return {
        "phrases": len(phrases), "customers": len(directory.customers), "words": names,
        "fresh_start": fresh, "index_seconds": round(indexed, 2),
        "resident_mb_of_directory": held,
        "resident_mb_of_language": round(held + fresh["resident_mb"], 1),
        "few_names": small, "many_names": large,
        "a_project_of_everybody": _shared_project(size), "ten_thousand_characters": _longest(),
        "dateparser": _dateparser(phrases[:: 1 if size >= SIZE else 20], large),
    }  # fmt: skip


def _phrases() -> tuple[list[Said], Directory]:
    score_chat = importlib.import_module("tests.samples.chat.score_chat")
    header, cases = score_chat.load(PHRASES)
    said = [said_of(score_chat.request(header, case)) for case in cases]
    return said, said[0].directory


def _customers(count: int) -> list[Customer]:
    """Return invented names, all different, of the forms that companies and people have."""
    random = Random(1)
    found: dict[str, None] = {}
    while len(found) < count:
        stem = f"{random.choice(_PLACES)}{random.choice(_PLACES).lower()}{random.choice(_ENDS)}"
        if random.random() < 0.6:
            stem = random.choice(_SIDES) + stem.lower()
        if random.random() < 0.1:
            stem = random.choice(LAST)
        name = random.choice(_FORMS).format(stem, first=random.choice(FIRST))
        found.setdefault(name if name not in found else f"{name} {random.randint(2, 99)}")
    return [Customer(name, ref=str(number)) for number, name in enumerate(found)]


def _times(phrases: Sequence[Said]) -> dict[str, float]:
    """Return the median, the 99th percentile and the most of each phrase's best round, in µs."""
    best = [float("inf")] * len(phrases)
    gc.collect()
    for _round in range(ROUNDS):
        for at, said in enumerate(phrases):
            begun = time.perf_counter()
            read(said.text, now=said.now, tz=said.tz, lang=said.lang, directory=said.directory,
                 context=said.context, region=said.region, currency=said.currency)  # fmt: skip
            best[at] = min(best[at], (time.perf_counter() - begun) * 1e6)
    return {
        "median_us": round(statistics.median(best)),
        "p99_us": round(statistics.quantiles(best, n=100)[98]) if len(best) > 1 else 0,
        "most_us": round(max(best)),
    }


def _shared_project(size: int) -> dict[str, Any]:
    """Phrases with a project that all customers have, by the seconds of indexing and in µs."""
    customers = tuple(
        Customer(f"{one.name} {n}", str(n), projects=(Named("Sauna", f"p{n}"),))
        for n, one in enumerate(_customers(size))
    )
    directory = Directory(customers=customers)
    begun = time.perf_counter()
    assert directory.index.words
    indexed = time.perf_counter() - begun
    named = [one.name for one in customers[:: max(1, size // 50)]]
    texts = ["sauna 3h", *(f"{name} sauna 3h" for name in named)]
    said = [Said(text, NOW, lang="fi", directory=directory) for text in texts]
    return {"index_seconds": round(indexed, 2), **_times(said)}


def _longest() -> dict[str, float]:
    """The longest time of a text of 10,000 characters, in milliseconds by kind."""
    found = {}
    for kind in ("chat", *sorted(KINDS)):
        spent = []
        for text in HOSTILE.values():
            request = {"kind": kind, "text": text[:10_000], "lang": "fi", "now": NOW.isoformat()}
            spent.append(min(_answered(request) for _round in range(3)))
        found[f"{kind}_ms"] = round(max(spent), 1)
    return found


def _answered(request: dict[str, Any]) -> float:
    begun = time.process_time()
    answer(request)
    return (time.process_time() - begun) * 1e3


def _dateparser(phrases: Sequence[Said], ours: dict[str, float]) -> dict[str, Any]:
    """What `dateparser.search.search_dates` takes for the same phrases, and how often ours fits in.

    It finds dates and nothing else. As it is (like us it is not told which language it reads), with
    our three languages to choose from, and with the language told. Time of the processor, as others
    may use it meanwhile.
    """
    from dateparser.search import search_dates

    three = ["fi", "sv", "en"]
    ways: dict[str, Callable[[Said], list[str] | None]] = {
        "as_it_is": lambda _said: None,
        "of_three_languages": lambda _said: three,
        "language_told": lambda said: [said.lang] if said.lang else three,
    }
    sample = list(phrases[:: max(1, len(phrases) // MOST_FOR_DATEPARSER)])
    found: dict[str, Any] = {"phrases": len(sample), "ours_median_us": ours["median_us"]}
    for name, languages in ways.items():
        spent = []
        for said in [*sample[:5], *sample]:  # the first ones fill its caches
            begun = time.process_time()
            search_dates(said.text, languages=languages(said), settings={"RELATIVE_BASE": said.now})
            spent.append((time.process_time() - begun) * 1e6)
        theirs = statistics.median(spent[5:])
        found[name] = {
            "median_us": round(theirs), "times_slower": round(theirs / ours["median_us"], 1)
        }  # fmt: skip
    return found


def _fresh_start() -> dict[str, float]:
    """Import the language alone in a fresh Python and read one phrase: seconds and megabytes."""
    code = (
        "import time, json, psutil, datetime as dt\n"
        "me = psutil.Process(); before = me.memory_info().rss\n"
        "begun = time.perf_counter(); import core.language.understand as words\n"
        "imported = time.perf_counter() - begun; begun = time.perf_counter()\n"
        "words.read('ti 7-15.30 lehdol, ruokis 30min, 28km', now=dt.datetime(2026, 11, 20, 16))\n"
        "first = time.perf_counter() - begun\n"
        "print(json.dumps([imported, first, me.memory_info().rss - before]))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    imported, first, size = json.loads(said.stdout)
    return {"import_seconds": round(imported, 2), "first_phrase_seconds": round(first, 3),
            "resident_mb": round(size / 1e6, 1)}  # fmt: skip
