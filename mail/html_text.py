"""HTML of a mail to plain text, and to HTML that is safe to show.

Text: Lexbor parses, one iterative walk writes the lines. Measured on 1 kB of mail HTML: 0.1 ms,
inscriptis 1.0 ms, and that one returns nothing at all beyond 255 levels. Cited blocks come out
with "> " so that inline answers can be told from quotes.
"""

import re
from collections.abc import Callable, Mapping

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_HTML = 1_000_000
MAX_NODES = 60_000
MAX_TEXT = 500_000
MAX_DEPTH = 5_000


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SKIPPED = _words(
    "script style head title noscript template svg math object iframe select textarea meta"
)
BLOCKS = _words(
    "address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 "
    "h3 h4 h5 h6 header hr li main nav ol p pre section table tbody thead tr ul"
)
PARAGRAPHS = _words("p h1 h2 h3 h4 h5 h6 blockquote ul ol pre")
CITED = re.compile(r"gmail_quote|moz-cite|yahoo_quoted|protonmail_quote|cite|quote", re.IGNORECASE)
HIDDEN = re.compile(
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|mso-hide\s{0,3}:\s{0,3}all",
    re.IGNORECASE,
)
CELL = "\x1f"  # between table cells; two blanks in the end
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_NESTING = re.compile(r"<(/?)[a-z](?!r\b|mg\b|nput\b|eta\b|ink\b)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_MANY_LINES = re.compile(r"\n{3,}")
_INVISIBLE = re.compile("[\u00ad\u034f\u200b\u200c\u200d\u2060\ufeff]{2,}|[\u200b\ufeff]")

ALLOWED_TAGS = _words(
    "a abbr b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div "
    "dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre q s samp small span strike "
    "strong sub sup table tbody td tfoot th thead tr tt u ul var"
)
_LAYOUT = {"align", "valign", "width", "height", "bgcolor", "dir", "lang", "title"}
ALLOWED_ATTRIBUTES: dict[str, set[str]] = {
    "*": _LAYOUT,
    "a": {"href"},
    "img": {"src", "alt"},
    "font": {"color", "face", "size"},
    "table": {"border", "cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start", "type"},
}


class _Writer:
    """Collects lines; knows how deep in cited blocks the text stands."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.current: list[str] = []
        self.cited = 0
        self.size = 0

    def text(self, words: str) -> None:
        folded = _BLANKS.sub(" ", words)
        if folded == " " and not self.current:
            return
        self.current.append(folded)
        self.size += len(folded)

    def raw_text(self, words: str) -> None:
        for index, line in enumerate(words.split("\n")):
            if index:
                self.line()
            self.current.append(line.rstrip("\r"))
            self.size += len(line)

    def line(self, *, force: bool = False) -> None:
        """End the current line; ``force`` writes it even when empty."""
        words = _BLANKS.sub(" ", "".join(self.current)).strip()
        if words == "*" and not force:  # a list item whose text begins with a block
            return
        self.current.clear()
        if words or force:
            self.lines.append("> " * self.cited + words.replace(CELL, "  "))

    def gap(self) -> None:
        """One empty line, unless there is one."""
        if not self.current and self.lines and self.lines[-1].strip("> "):
            self.lines.append(">" * self.cited)

    def drop_gap(self) -> None:
        """Take an empty line at the end back."""
        if self.lines and not self.lines[-1].strip("> "):
            self.lines.pop()

    def result(self) -> str:
        self.line()
        return _MANY_LINES.sub("\n\n", "\n".join(self.lines)).strip()


def html_to_text(html: str, flags: list[str] | None = None) -> str:
    """What a reader sees, as lines; hidden parts, styles and scripts left out. Never raises.

    Markup beyond the caps is left out and said in ``flags``.
    """
    notes = flags if flags is not None else []
    if len(html) > MAX_HTML:
        notes.append("body-truncated")
    html = _INVISIBLE.sub("", html[:MAX_HTML])
    if html.count("<") > MAX_DEPTH and _depth(html) > MAX_DEPTH:
        notes.append("html-too-deep")
        return _stripped(html)
    try:
        tree = LexborHTMLParser(html)
        root = tree.body or tree.root
        return _walk(root, notes) if root is not None else ""
    except (RuntimeError, ValueError, RecursionError, UnicodeError):
        notes.append("html-unreadable")
        return _stripped(html)


def hidden_text(html: str) -> str:
    """Every word of a page of which a reader would see none; '' when there are none at all."""
    html = html[:MAX_HTML]
    if html.count("<") > MAX_DEPTH and _depth(html) > MAX_DEPTH:
        return ""
    try:
        tree = LexborHTMLParser(html)
        tree.strip_tags(["script", "style", "head", "template"])
        root = tree.body or tree.root
        words = root.text(separator="\n") if root is not None else ""
    except (RuntimeError, ValueError, RecursionError, UnicodeError):
        return ""
    lines = (_BLANKS.sub(" ", _INVISIBLE.sub("", line)).strip() for line in words.split("\n"))
    return "\n".join(line for line in lines if line)[:MAX_TEXT]


def _depth(html: str) -> int:
    """Roughly how deep the markup nests; Lexbor's time grows with the square of it."""
    depth = deepest = 0
    for found in _NESTING.finditer(html):
        depth += -1 if found[1] else 1
        deepest = max(deepest, depth)
    return deepest


def _stripped(html: str) -> str:
    return _MANY_LINES.sub("\n\n", _TAG.sub(" ", html)[:MAX_TEXT]).strip()


def _walk(root: LexborNode, notes: list[str]) -> str:
    """Depth-first with an explicit stack of what to do when a node closes."""
    out = _Writer()
    node: LexborNode | None = root
    open_nodes: list[tuple[LexborNode, str, bool]] = []
    for _ in range(MAX_NODES):
        if node is None or out.size > MAX_TEXT:
            break
        child = _enter(out, node, open_nodes)
        if child is not None:
            node = child
            continue
        node = _next(out, node, open_nodes)
    if node is not None and open_nodes:
        notes.append("body-truncated")
    while open_nodes:
        _, tag, cited = open_nodes.pop()
        _leave(out, tag, cited=cited)
    return out.result()


def _enter(
    out: _Writer, node: LexborNode, open_nodes: list[tuple[LexborNode, str, bool]]
) -> LexborNode | None:
    """Write a node's beginning; its first child when there is one to visit."""
    tag = node.tag or ""
    if tag == "-text":
        in_pre = any(entry[1] == "pre" for entry in open_nodes[-4:])
        (out.raw_text if in_pre else out.text)(node.text_content or "")
        return None
    if tag == "br":
        out.line(force=True)
        return None
    if tag == "img":
        out.text(_image_text(node))
        return None
    if tag.startswith(("-", "!")) or tag in SKIPPED or _is_hidden(node):
        return None
    cited = _open(out, node, tag)
    child = node.first_child
    if child is None:
        _leave(out, tag, cited=cited)
        return None
    open_nodes.append((node, tag, cited))
    return child


def _open(out: _Writer, node: LexborNode, tag: str) -> bool:
    if tag in BLOCKS:
        out.line()
        if tag in PARAGRAPHS:
            out.gap()
    if tag == "li":
        if len(out.lines) > 1 and out.lines[-2].lstrip("> ").startswith("* "):
            out.drop_gap()
        out.current.append("* ")
    elif tag in {"td", "th"} and out.current:
        out.current.append(CELL)
    elif tag == "hr":
        out.lines.append("_" * 32)
    cited = tag == "blockquote" and out.cited < 20 and _is_cited(node)
    out.cited += cited
    return cited


def _leave(out: _Writer, tag: str, *, cited: bool) -> None:
    if tag in BLOCKS:
        out.line()
    if cited:
        out.drop_gap()
        out.cited -= 1
    if tag in PARAGRAPHS:
        out.gap()


def _next(
    out: _Writer, node: LexborNode, open_nodes: list[tuple[LexborNode, str, bool]]
) -> LexborNode | None:
    following = node.next
    while following is None and open_nodes:
        parent, tag, cited = open_nodes.pop()
        _leave(out, tag, cited=cited)
        following = parent.next if open_nodes else None
    return following if open_nodes else None


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    return "hidden" in attributes or bool(HIDDEN.search((attributes.get("style") or "")[:500]))


def _is_cited(node: LexborNode) -> bool:
    attributes = node.attributes
    if attributes.get("type") == "cite" or attributes.get("cite"):
        return True
    return bool(CITED.search(attributes.get("class") or ""))


def _image_text(node: LexborNode) -> str:
    alternative = (node.attributes.get("alt") or "").strip()
    return alternative if 0 < len(alternative) <= 8 and not alternative.isascii() else ""


def display_html(html: str, images: Mapping[str, str] | None = None) -> str:
    """HTML for the panel's sandboxed frame: no scripts, styles, forms or remote images.

    ``images`` maps a Content-ID to the address under which the panel serves that attachment.
    """
    known = {key.strip("<>"): value for key, value in (images or {}).items()}
    return nh3.clean(
        _without_head(html[:MAX_HTML]),
        tags=set(ALLOWED_TAGS),
        attributes=ALLOWED_ATTRIBUTES,
        attribute_filter=_attribute_filter(known),
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
    )


def _without_head(html: str) -> str:
    return re.sub(r"(?is)<title\b[^>]{0,200}>[^<]{0,1000}</title>", "", html, count=3)


def _attribute_filter(images: Mapping[str, str]) -> Callable[[str, str, str], str | None]:
    def keep(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            scheme, _, identifier = value.partition(":")
            return images.get(identifier) if scheme.lower() == "cid" else None
        if tag == "a" and name == "href" and value.lower().startswith("cid:"):
            return None
        return value

    return keep
