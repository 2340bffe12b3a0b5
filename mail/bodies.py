"""Which parts are words and which are attachments, and the words of them all in order."""

import re
from dataclasses import dataclass, field

from mail.attachments import Attachment, extract_uuencoded, from_part, unpack_tnef
from mail.charsets import charset_of_html, decode_text
from mail.html_text import hidden_text, html_to_text
from mail.mime import Part, parse
from mail.signed import SMIME_TYPES, compressed_content, signed_content

MAX_TEXT = 500_000
MAX_PART = 4_000_000
MAX_UNWRAPPED = 3
CALENDAR_TYPES = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})

_PLAIN = frozenset(
    ["text/plain", "text", "text/enriched", "text/richtext", "text/markdown", "text/x-markdown"]
)
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_ENRICHED_TAGS = re.compile(r"</?[a-z]{1,20}>", re.IGNORECASE)
_ENRICHED_PARAM = re.compile(r"<param>[^<]{0,200}</param>", re.IGNORECASE)


@dataclass(slots=True)
class Segment:
    """Words of one inline part; ``html`` is the markup when it came as such."""

    text: str
    html: str | None = None


@dataclass(slots=True)
class Content:
    """All inline words, the first HTML version of them, and everything else."""

    segments: list[Segment] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    calendar: str | None = None
    flags: list[str] = field(default_factory=list)
    unwrapped: int = 0

    @property
    def text(self) -> str:
        """Inline text parts joined by a line end."""
        joined = "\n".join(segment.text for segment in self.segments if segment.text.strip())
        if len(joined) > MAX_TEXT:
            self.flags.append("body-truncated")
        return joined[:MAX_TEXT]


def read_content(root: Part, flags: list[str]) -> Content:
    """Words and attachments of a whole message."""
    content = Content(flags=flags)
    content.segments = _segments(root, content)
    for attachment in list(content.attachments):
        if attachment.is_tnef:
            text, html, inner = unpack_tnef(attachment.data, flags)
            content.attachments.extend(inner)
            if not any(one.text.strip() or one.html for one in content.segments):
                content.segments = [Segment(text or html_to_text(html or ""), html)]
                content.html.extend([html] if html else [])
    return content


def _segments(part: Part, content: Content) -> list[Segment]:
    kind = part.content_type
    if part.is_multipart:
        if kind == "multipart/alternative":
            return _alternative(part, content)
        if kind == "multipart/related":
            return _related(part, content)
        if kind == "multipart/encrypted":
            content.flags.append("encrypted")
        return [one for child in part.children for one in _segments(child, content)]
    if kind.startswith("multipart/"):  # too deep or without parts: nothing to read here
        content.attachments.append(from_part(part))
        return []
    if _is_words(part, content):
        return [_leaf(part, content)]
    if (inside := _signed(part, content)) is not None:
        return _segments(inside, content)
    _note(part, content)
    content.attachments.append(from_part(part))
    return []


def _signed(part: Part, content: Content) -> Part | None:
    """What an opaquely signed or compressed part holds, three deep."""
    name = (part.filename or "").lower()
    if part.content_type not in SMIME_TYPES and not name.endswith(".p7m"):
        return None
    if content.unwrapped >= MAX_UNWRAPPED:
        return None
    data = part.decoded()
    inside, flag = signed_content(data), "signed-opaque"
    if inside is None:
        inside, flag = compressed_content(data), "compressed"
    if inside is None:
        return None
    content.unwrapped += 1
    content.flags.append(flag)
    return parse(inside, content.flags)


def _is_words(part: Part, content: Content) -> bool:
    if part.content_type not in _PLAIN and part.content_type not in _HTML:
        return False
    if part.disposition == "attachment":
        return False
    if part.filename and part.disposition != "inline":
        return not content.segments and part.content_type in _PLAIN and not content.attachments
    return True


def _note(part: Part, content: Content) -> None:
    """Say what kind of thing cannot be read as words."""
    kind = part.content_type
    if kind in SMIME_TYPES:
        smime = part.params.get("smime-type", "enveloped-data").lower()
        content.flags.append("signed-opaque" if "signed" in smime else "encrypted")
    elif kind in CALENDAR_TYPES and content.calendar is None:
        content.calendar = decode_text(part.decoded()[:200_000], part.charset or "utf-8")


def _leaf(part: Part, content: Content) -> Segment:
    data = part.words(content.flags)
    if len(data) > MAX_PART:
        content.flags.append("body-truncated")
        data = data[:MAX_PART]
    if part.content_type in _HTML:
        return _html_leaf(part, data, content)
    text = decode_text(data, part.charset, content.flags).replace("\r\n", "\n").replace("\r", "\n")
    if part.content_type in {"text/enriched", "text/richtext"}:
        text = _ENRICHED_TAGS.sub("", _ENRICHED_PARAM.sub("", text)).replace("<<", "<")
    if part.params.get("format", "").lower() == "flowed":
        text = unflow(text, delsp=part.params.get("delsp", "").lower() == "yes")
    if text.lstrip().startswith("-----BEGIN PGP MESSAGE-----"):
        content.flags.append("encrypted")
    if "\nbegin " in text or text.startswith("begin "):
        text, found = extract_uuencoded(text)
        content.attachments.extend(found)
    return Segment(text.strip("\n"))


def _html_leaf(part: Part, data: bytes, content: Content) -> Segment:
    declared = part.charset or charset_of_html(data)
    html = decode_text(data, declared, content.flags)
    content.html.append(html)
    return Segment("", html)


def _alternative(part: Part, content: Content) -> list[Segment]:
    """The plain version where it has words, else the HTML one."""
    every = [one for child in part.children for one in _segments(child, content)]
    plain = [one for one in every if one.html is None and one.text.strip()]
    return plain or [one for one in every if one.html is not None] or every


def _related(part: Part, content: Content) -> list[Segment]:
    """The root part is words; what it refers to is attachments even when it is text."""
    start = part.params.get("start", "").strip("<>")
    roots = [child for child in part.children if start and child.content_id == start]
    root = roots[0] if roots else part.children[0]
    segments = _segments(root, content)
    for child in part.children:
        if child is root:
            continue
        if child.is_multipart or (not segments and child.content_type in _HTML | _PLAIN):
            segments.extend(_segments(child, content))
        else:
            content.attachments.append(from_part(child))
    return segments


def render_html(content: Content) -> None:
    """Fill the text of those segments that came as HTML only."""
    for segment in content.segments:
        if segment.html is not None and not segment.text:
            segment.text = html_to_text(segment.html, content.flags)
    if not any(segment.text.strip() for segment in content.segments):
        for segment in content.segments:
            segment.text = hidden_text(segment.html or "")
        if any(segment.text for segment in content.segments):
            content.flags.append("body-from-raw")


def unflow(text: str, *, delsp: bool) -> str:
    """RFC 3676: join lines that end with a blank, at one quote depth; '-- ' stays a line."""
    out: list[list[str]] = []
    open_depth = -1
    for line in text.split("\n"):
        bare = line.lstrip(">")
        depth = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        flowed = bare.endswith(" ") and bare != "-- "
        words = bare[:-1] if flowed and delsp else bare
        if open_depth == depth and bare != "-- ":
            out[-1].append(words)
        else:
            out.append([">" * depth + (" " if depth else "") + words])
        open_depth = depth if flowed else -1
    joined = ("".join(pieces) for pieces in out)
    return "\n".join(line if line == "-- " else line.rstrip() for line in joined)
