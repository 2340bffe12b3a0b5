"""Reading the development phrases of staff with a directory of many customers."""

import gc
import importlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

from core.language.lines import said_of
from core.language.reading import Customer, Directory, Said
from core.language.understand import read
from tests.bench.machine import ROOT, resident_mb
from tests.bench.mail_words import FIRST, LAST

SIZE = 20_000
PHRASES = ROOT / "tests" / "samples" / "chat" / "chat_phrases_dev.jsonl"
ROUNDS = 5
_SIDES = ("Ala", "Ylä", "Uusi", "Vanha", "Norr", "Söder", "Öster", "Väst", "Iso", "Pikku")
_PLACES = ("Tammi", "Koivu", "Kuusi", "Lepo", "Ranta", "Mäki", "Niitty", "Björk", "Sjö", "Berg",
           "Hag", "Lund", "Kangas", "Salmi", "Joki", "Suo", "Lähde", "Harju", "Virta", "Kallio")  # fmt: skip
_ENDS = ("la", "nen", "rinne", "puisto", "torppa", "backa", "strand", "vik", "by", "dal")
_FORMS = ("{}", "{} Oy", "Asunto Oy {}", "{} AB", "Brf {}", "Rakennus {} Oy", "{} {first}")


def measure(size: int, _kinds: Sequence[str]) -> dict[str, Any]:
    """Return microseconds per phrase, seconds of import and indexing, megabytes."""
    before = resident_mb()
    phrases, known = _phrases()
    directory = Directory(customers=(*known.customers, *_customers(size - len(known.customers))),
                          project_aliases=known.project_aliases, tasks=known.tasks)  # fmt: skip
    begun = time.perf_counter()
    names = len(directory.index.spelled)
    indexed = time.perf_counter() - begun
    small = _times(phrases)
    large = _times([replace(said, directory=directory) for said in phrases])
    return {
        "phrases": len(phrases), "customers": len(directory.customers), "words": names,
        "import": _imported(), "index_seconds": round(indexed, 2),
        "resident_mb": resident_mb(), "resident_mb_of_directory": round(resident_mb() - before, 1),
        "few_names": small, "many_names": large,
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


def _imported() -> dict[str, float]:
    """Import the language alone in a fresh Python; return seconds and megabytes it took."""
    code = (
        "import time, json, psutil; me = psutil.Process(); before = me.memory_info().rss\n"
        "begun = time.perf_counter(); import core.language.understand\n"
        "print(json.dumps([time.perf_counter() - begun, me.memory_info().rss - before]))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seconds, size = json.loads(said.stdout)
    return {"seconds": round(seconds, 2), "resident_mb": round(size / 1e6, 1)}
