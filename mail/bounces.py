"""Delivery failures: standard reports (RFC 3464) and the many that follow no standard. Pure."""

import re
from dataclasses import dataclass

from mail import bounce_words
from mail.addressing import clean_address, message_ids
from mail.headers import Headers, split_headers
from mail.mime import Part

MAX_TEXT = 30_000
STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
COPY_TYPES = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"}
)


@dataclass(frozen=True, slots=True)
class Bounce:
    """A failure report. ``recipients`` failed; ``delayed`` ones are still being tried."""

    recipients: tuple[str, ...]
    delayed: tuple[str, ...] = ()
    status: str | None = None
    diagnostic: str | None = None
    is_permanent: bool = False
    message_id: str | None = None

    @property
    def has_failed(self) -> bool:
        """False when it only warns of a delay."""
        return bool(self.recipients) or not self.delayed


def is_daemon(address: str, name: str | None) -> bool:
    """Whether mail systems write under this address or name."""
    local = address.partition("@")[0]
    return bool(bounce_words.DAEMON.fullmatch(local)) or bool(
        name and bounce_words.DAEMON_NAME.search(name[:200])
    )


def read_status_report(root: Part) -> tuple[Bounce | None, bool]:
    """(the failure or delay of a standard report or None, whether there was a report at all)."""
    parts = [part for part in root.walk() if part.content_type in STATUS_TYPES]
    if not parts:
        return None, False
    failed: dict[str, None] = {}
    delayed: dict[str, None] = {}
    status = diagnostic = None
    for block in _status_blocks(parts):
        action = block.raw("action").lower().split("(")[0].strip(" ;.")
        recipient = _recipient(block)
        code = block.raw("status").split(" ")[0][:12]
        if action.startswith("fail") or (not action and code.startswith("5")):
            failed.update({recipient: None} if recipient else {})
            status = status or code or None
            diagnostic = diagnostic or block.text("diagnostic-code")[:500] or None
        elif action.startswith("delay"):
            delayed.update({recipient: None} if recipient else {})
            status = status or code or None
    if not failed and not delayed and status is None:
        return None, True
    permanent = bool(failed) and not (status or "5").startswith("4")
    message_id = _copied_id(root)
    return Bounce(tuple(failed), tuple(delayed), status, diagnostic, permanent, message_id), True


def _status_blocks(parts: list[Part]) -> list[Headers]:
    blocks: list[Headers] = []
    for part in parts[:5]:
        data = part.decoded()[:200_000].replace(b"\r\n", b"\n").strip(b"\n")
        for chunk in re.split(rb"\n[ \t]*\n+", data)[:500]:
            headers, _ = split_headers(chunk + b"\n\n")
            if "action" in headers or "final-recipient" in headers:
                blocks.append(headers)
    return blocks


def _recipient(block: Headers) -> str | None:
    for name in ("original-recipient", "final-recipient"):
        value = block.raw(name)
        kind, _, address = value.rpartition(";")
        if kind.strip().lower() in {"rfc822", "utf-8", "", "smtp", "rfc-822"} and "@" in address:
            found = bounce_words.ADDRESS.search(address)
            cleaned = clean_address(found[1] if found else address)
            if cleaned:
                return cleaned
    return None


def _copied_id(root: Part) -> str | None:
    """Message-ID of the returned mail, from its copy."""
    for part in root.walk():
        if part.content_type in COPY_TYPES:
            headers, _ = split_headers(part.decoded()[:100_000].lstrip())
            ids = message_ids(headers.raw("message-id"))
            if ids:
                return ids[0]
    return None


def read_text_bounce(root: Part, body: str, exclude: frozenset[str]) -> Bounce:
    """What a non-standard failure notice says; call it once it is known to be one."""
    text = body[:MAX_TEXT]
    zone, copy = _split_copy(text)
    recipients = (
        _header_recipients(root) or _from_text(zone, exclude) or _from_copy(root, copy, exclude)
    )
    found_id = bounce_words.MESSAGE_ID_LINE.search(copy or text)
    message_id = _copied_id(root) or (found_id[1].strip("<>") if found_id else None)
    codes = re.findall(r"(?<![\d.])([45]\.\d\.\d{1,3})(?![\d.])", zone)
    reply = re.search(r"(?<![\d.])(5\d\d)[ -]", zone)
    status = codes[0] if codes else (reply[1] if reply else None)
    late = bool(bounce_words.DELAYED.search(zone)) and not (status or "").startswith("5")
    return Bounce(
        recipients=() if late else recipients,
        delayed=recipients if late else (),
        status=status,
        is_permanent=_is_permanent(status, zone) and not late,
        message_id=message_id,
    )


def _is_permanent(status: str | None, zone: str) -> bool:
    if status:
        return status.startswith("5")
    return bool(bounce_words.PERMANENT.search(zone[:6_000]))


def _split_copy(text: str) -> tuple[str, str]:
    found = bounce_words.COPY_BEGINS.search(text)
    if not found or found.start() < 20:
        return text, ""
    return text[: found.start()], text[found.start() :]


def _header_recipients(root: Part) -> tuple[str, ...]:
    values = root.headers.all_raw("x-failed-recipients")
    found = [clean_address(one) for value in values for one in value.split(",")]
    return tuple(dict.fromkeys(address for address in found if address))


def _from_text(zone: str, exclude: frozenset[str]) -> tuple[str, ...]:
    """Addresses on lines of their own; else those after 'to' or 'recipient'; else all."""
    alone = [
        found[1]
        for line in zone.split("\n")[:400]
        if (found := bounce_words.ALONE.match(line[:400]))
    ]
    for group in (alone, bounce_words.NEAR.findall(zone), bounce_words.ADDRESS.findall(zone)):
        kept = dict.fromkeys(
            cleaned
            for address in group
            if (cleaned := clean_address(address))
            and cleaned.lower() not in exclude
            and not bounce_words.DAEMON.fullmatch(cleaned.partition("@")[0])
        )
        if kept:
            return tuple(kept)
    return ()


def _from_copy(root: Part, copy: str, exclude: frozenset[str]) -> tuple[str, ...]:
    """To of the returned mail when the notice itself names nobody."""
    values = [found[1] for found in bounce_words.TO_LINE.finditer(copy)]
    for part in root.walk():
        if part.content_type in COPY_TYPES:
            headers, _ = split_headers(part.decoded()[:100_000].lstrip())
            values.append(headers.raw("to"))
    found = [
        clean_address(one) for value in values[:3] for one in bounce_words.ADDRESS.findall(value)
    ]
    return tuple(dict.fromkeys(one for one in found if one and one.lower() not in exclude))
