"""Whether our own mail server vouches for the domain a mail says it comes from (RFC 8601). Pure.

Anybody can write an Authentication-Results field. One counts only when it bears the name of the
server the owner trusts, is the topmost of that name (each server writes above what it received)
and stands above everything that another server wrote.
"""

import re
from dataclasses import dataclass, field

from mail.addressing import parse_addresses
from mail.headers import Headers, unfold

MAX_VALUE = 8_000
_BY = re.compile(r"\bby\s+([^\s;()]+)", re.IGNORECASE)
_FROM = re.compile(r"\s*from\s", re.IGNORECASE)
_RESULT = re.compile(r"([a-z0-9-]+)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"([a-z]+)\.([a-z0-9_-]+)\s*=\s*(\"[^\"]*\"|[^\s;]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One method's result, such as dkim, pass, {header.d: firm.example}."""

    method: str
    result: str
    properties: dict[str, str] = field(default_factory=dict)


def vouches_for(headers: Headers, trusted: str, sender: str) -> bool:
    """Tell whether `trusted` (an authserv-id) says that the domain of `sender` sent the mail.

    DMARC decides where it was checked; else a DKIM signature of the very domain, or of one above
    it, suffices. SPF alone proves nothing: the envelope is not what people see.
    """
    domain = sender.rpartition("@")[2].lower()
    if not trusted or not domain or _claimed(headers) != [sender.lower()]:
        return False
    found = _trusted_findings(headers, trusted.strip().lower())
    dmarc = [one for one in found if one.method == "dmarc"]
    if dmarc:
        return all(one.result == "pass" and _is_about(one, domain) for one in dmarc)
    return any(
        one.method == "dkim" and one.result == "pass" and _is_aligned(one, domain) for one in found
    )


def _claimed(headers: Headers) -> list[str]:
    """Every address of every From field: more than one, and nobody knows whose mail it is."""
    values = headers.all_raw("from")
    return [box.address.lower() for value in values for box in parse_addresses(value)][:3]


def _trusted_findings(headers: Headers, trusted: str) -> list[Finding]:
    for name, raw in headers.fields:
        if name == "received" and not _is_our_hop(unfold(raw), trusted):
            return []
        if name == "authentication-results":
            server, findings = read_results(unfold(raw))
            if server == trusted:
                return findings
    return []


def _is_our_hop(received: str, trusted: str) -> bool:
    """Whether a server of the trusted one's house took the mail; handing on within needs no from."""
    if not _FROM.match(received):
        return True
    by = _BY.search(_without_comments(received[:MAX_VALUE]))
    house = trusted.partition(".")[2] if trusted.count(".") > 1 else trusted
    host = by[1].lower().rstrip(".") if by else ""
    return host in (trusted, house) or host.endswith(f".{house}")


def read_results(value: str) -> tuple[str, list[Finding]]:
    """Return the authserv-id (lower case) and the findings of an Authentication-Results value.

    A value without an id, as Microsoft 365 writes it, has the id ''.
    """
    first, *rest = _without_comments(value[:MAX_VALUE]).split(";")
    words = first.split()
    if not words or "=" in first:
        return "", _findings([first, *rest])
    return words[0].strip('"').lower(), _findings(rest)


def _findings(pieces: list[str]) -> list[Finding]:
    findings = []
    for piece in pieces:
        if found := _RESULT.match(piece.strip()):
            properties = {
                f"{kind}.{name}".lower(): said.strip('"').lower()
                for kind, name, said in _PROPERTY.findall(piece)
            }
            findings.append(Finding(found[1].lower(), found[2].lower(), properties))
    return findings


def _without_comments(value: str) -> str:
    """Leave out comments, nested ones too; semicolons inside quotes end nothing."""
    kept: list[str] = []
    depth, quoted = 0, False
    for letter in value:
        if letter == '"' and not depth:
            quoted = not quoted
        if quoted:
            kept.append(" " if letter in ";=" else letter)
        elif letter == "(":
            depth += 1
        elif letter == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(letter)
    return "".join(kept)


def _is_about(finding: Finding, domain: str) -> bool:
    return finding.properties.get("header.from", domain).rpartition("@")[2] == domain


def _is_aligned(finding: Finding, domain: str) -> bool:
    signed = finding.properties.get("header.d") or finding.properties.get("header.i", "")
    signer = signed.rpartition("@")[2]
    return signer == domain or ("." in signer and domain.endswith(f".{signer}"))
