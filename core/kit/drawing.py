"""Charts as pictures: a Vega-Lite specification (a plain dict) drawn as PNG by vl-convert."""

import asyncio
from typing import Any

Spec = dict[str, Any]
VERSION = "6.4"  # of Vega-Lite, what the panel's package draws too


async def draw_png(spec: Spec, *, scale: float = 2.0) -> bytes:
    """Draw in a worker thread (some 50 ms, the first time half a second); call it outside any
    transaction."""
    return await asyncio.to_thread(_draw, spec, scale)


def _draw(spec: Spec, scale: float) -> bytes:
    import vl_convert  # heavy: only where a picture is wanted

    return bytes(vl_convert.vegalite_to_png(spec, vl_version=VERSION, scale=scale))
