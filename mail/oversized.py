"""What is kept of a mail that cannot be taken: its header, and why the rest is missing."""

import re

from core.kit.i18n import _

_CONTENT = re.compile(
    rb"^(?:content-[a-z-]+|mime-version):.*\r?\n(?:[ \t].*\r?\n)*", re.IGNORECASE | re.MULTILINE
)
MAX_HEADER = 100_000


def too_large(header: bytes, size: int, limit: int) -> bytes:
    """Return a small mail in place of one over the limit; sizes in bytes."""
    reason = _(
        "This mail is {size} MB large, more than the {limit} MB that are taken in. Its content is "
        "still in the mailbox, nothing of it was stored here."
    ).format(size=max(1, round(size / 1_000_000)), limit=limit // 1_000_000)
    return _stub(header, reason)


def not_handed_out(header: bytes) -> bytes:
    """Return a small mail in place of one that its server lists but does not hand out."""
    return _stub(
        header,
        _("The mail server lists this mail but does not hand out its content. Look at it there."),
    )


def _stub(header: bytes, reason: str) -> bytes:
    """Return a readable mail with the original's header and a reason as its text."""
    kept = _CONTENT.sub(b"", header[:MAX_HEADER].rstrip(b"\r\n") + b"\r\n").lstrip(b"\r\n")
    return (
        kept
        + b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        + b"Content-Transfer-Encoding: 8bit\r\n\r\n"
        + reason.encode()
        + b"\r\n"
    )
