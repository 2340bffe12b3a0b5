"""Small answers beside chat."""

from collections.abc import Callable
from typing import Any

KINDS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {}
