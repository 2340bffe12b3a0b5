"""The walls as functions over source text: each returns what breaks it, in words."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
SHAPELESS = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
_CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("time", "time"), ("time", "time_ns"),
}  # fmt: skip
_ENDS = {"commit", "rollback"}
_NO_TRANSACTION = {"service.py", "queries.py", "policies.py"}


def too_long(name: str, source: str) -> Iterator[str]:
    """A file over 400 lines, a function over 40."""
    lines = source.count("\n")
    if lines > LONGEST_FILE:
        yield f"{name} has {lines} lines: split it by activity"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{name}:{node.lineno} {node.name} has {length} lines"


def reads_the_clock(name: str, source: str) -> Iterator[str]:
    """Asking the time anywhere but in core/kit/clock.py."""
    for node in _calls(source):
        if (
            isinstance(node.func, ast.Attribute)
            and (_last(node.func.value), node.func.attr) in _CLOCKS
        ):
            yield f"{name}:{node.lineno} asks the time: use core.kit.clock.now()"


def ends_a_transaction(name: str, source: str) -> Iterator[str]:
    """A commit or rollback inside core; a service that opens a transaction of its own."""
    closing = _ENDS | ({"begin"} if Path(name).name in _NO_TRANSACTION else set())
    for node in _calls(source):
        if isinstance(node.func, ast.Attribute) and node.func.attr in closing:
            yield f"{name}:{node.lineno} calls {node.func.attr}: that is the edge's"


def shapeless(name: str) -> Iterator[str]:
    """A file or folder whose name says nothing of what is in it."""
    for part in Path(name).with_suffix("").parts:
        if part.strip("_0123456789") in SHAPELESS:
            yield f"{name}: '{part}' says nothing; name the thing or the activity"


def without_init(names: list[str]) -> Iterator[str]:
    """A folder with Python in it but no __init__.py: invisible to the import linter."""
    known = set(names)
    folders = {str(Path(name).parent) for name in names if "/" in name}
    for folder in sorted(folders):
        if f"{folder}/__init__.py" not in known:
            yield f"{folder} has no __init__.py"


def _calls(source: str) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
