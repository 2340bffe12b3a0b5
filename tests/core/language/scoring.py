"""The sets of phrases and their scorer, used in process."""

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from core.language.understand import answer

SAMPLES = Path(__file__).parents[2] / "samples" / "chat"


@cache
def scorer() -> ModuleType:
    """The scorer, loaded from the samples."""
    spec = importlib.util.spec_from_file_location("score_chat", SAMPLES / "score_chat.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def verdicts(name: str) -> list[tuple[dict[str, Any], dict[str, Any], Any]]:
    """Case, answer and verdict of every phrase of a set."""
    module = scorer()
    header, cases = module.load(SAMPLES / name)
    closed = header.get("closed", [])
    judged = []
    for case in cases:
        request = module.request(header, case)
        given = answer(request)
        last = request["context"]["last_entries"]
        judged.append((case, given, module.Verdict(case["expect"], given, closed, last)))
    return judged
