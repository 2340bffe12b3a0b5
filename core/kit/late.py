"""What a program may need, loaded when it is needed: it starts with what it uses."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import Any


def late_call(module: str, name: str) -> Callable[..., Awaitable[Any]]:
    """Return an async function that is imported by its module's name when it is first called."""

    async def call(*given: Any, **named: Any) -> Any:
        return await getattr(import_module(module), name)(*given, **named)

    return call


class LateMapping(Mapping[str, Any]):
    """A mapping of a module, imported when somebody looks into it."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    @cached_property
    def _found(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = getattr(import_module(self._module), self._name)
        return found

    def __getitem__(self, key: str) -> Any:
        return self._found[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
