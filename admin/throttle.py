"""Counting a visitor's tries at doors that need no sign-in; each installation counts by itself."""

from weakref import WeakKeyDictionary

from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from core.startup import App

_limiters: WeakKeyDictionary[App, MovingWindowRateLimiter] = WeakKeyDictionary()


def limiter_of(request: Request) -> MovingWindowRateLimiter:
    """Return the installation's limiter; `await limiter.hit(limit, what, visitor)` counts a try."""
    app: App = request.state.app
    if app not in _limiters:
        _limiters[app] = MovingWindowRateLimiter(MemoryStorage())
    return _limiters[app]
