"""Delivery failures: standard reports (RFC 3464) and the many that follow no standard. Pure."""

import re
from dataclasses import dataclass

from mail.addressing import clean_address, message_ids
from mail.headers import Headers, split_headers
from mail.mime import Part

MAX_TEXT = 30_000
STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
COPY_TYPES = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"}
)
DAEMON = re.compile(
    r"(?:mailer[-_.]?daemon|postmaster|mail[-_.]?daemon|mdaemon|maildaemon|mmdf|smtp|bounces?|"
    r"mail[-_.]?deliver\w*|mailadmin\w*|undeliverable|microsoftexchange\w*)(?:[+.-].*)?",
    re.IGNORECASE,
)
DAEMON_NAME = re.compile(
    r"mail delivery|mail(?:er)?[- ]?daemon|delivery sub-?system|mail administrator|postmaster|mail system"
    r"|system administrator|microsoft outlook$|internet mail delivery",
    re.IGNORECASE,
)
SUBJECT = re.compile(
    r"undeliver(?:able|ed)|deliver(?:y|ing) (?:status|fail|problem|error|notif|incomplete|has)"
    r"|delivery of .{0,60}fail|returned (?:mail|to sender|message)|mail delivery|failure notice|mail failure"
    r"|(?:could|can)(?:not|n't| not) (?:be )?(?:deliver|send|sent)|not delivered|non[- ]?delivery|bounced"
    r"|mail (?:error|system error)|user unknown|message status - undeliverable|fehlgeschlagen|unzustellbar"
    r"|(?:ei voitu|ei voida|epäonnistui).{0,40}|palautettu viesti|toimitus.{0,20}epäonnistu|toimittamatta"
    r"|(?:kunde inte|kan inte|går inte att) lever|olever(?:bart|erat)|leverans\w* .{0,30}misslyckad|misslyckades"
    r"|no se (?:ha )?pudo entregar|non recapitat|échec de|onbestelbaar|não entregue|kan ikke leveres",
    re.IGNORECASE,
)
BODY = re.compile(
    r"(?:could|can|was|were|has|have|is)(?: ?not|n't| not) (?:yet )?(?:be(?:en)? )?(?:able to )?(?:be )?(?:deliver|reach|sent|process|found)"
    r"|unable to (?:be )?(?:deliver|relay|route|send)|wasn't able to deliver|undeliver(?:able|ed)|was undeliverable"
    r"|did not reach (?:some|the|all|one|your|its)|permanent (?:fatal )?(?:error|fail)|delivery (?:to|of|has|for|attempt).{0,80}fail"
    r"|(?:failed|error) (?:permanently|recipient|address)|following (?:address|recipient|user|mail).{0,80}(?:fail|error|reject|unknown|not|deliver)"
    r"|user unknown|unknown (?:user|recipient|local|address|or illegal)|no such (?:user|recipient|mailbox|address|person|local|account|domain)"
    r"|mailbox (?:is )?(?:full|unavailable|not found|disabled|quota)|(?:over|exceed\w*) (?:the |its |their )?(?:disk |storage )?quota"
    r"|(?:recipient|address|account|user|mailbox).{0,40}(?:rejected|unknown|does not exist|doesn't exist|not (?:found|exist|listed)|disabled|inactive)"
    r"|returned (?:to you|to sender|your mail)|mail (?:could not|cannot) be|giving up|bounced"
    r"|host (?:or domain name )?not found|message (?:was|has been) (?:rejected|blocked|returned|refused)|relaying denied|relay access denied"
    r"|\b5\d\d[ -](?:#?5\.\d{1,3}\.\d{1,3}|[A-Za-z])|\b5\.\d\.\d{1,3}\b"
    r"|(?:ei voitu|ei voida|epäonnistui)\b.{0,60}|vastaanottajaa ei (?:löy|ole)|postilaatikko on täynnä|osoitetta ei (?:löy|ole)"
    r"|(?:kunde|kan|gick|går) inte (?:att )?(?:lever|hitta|skicka|nå)|levererades inte|mottagaren (?:finns|hittades) inte|brevlådan är full"
    r"|(?:konnte|kann) nicht (?:zugestellt|übermittelt)|nicht zugestellt|n'a pas (?:pu|été)|no se (?:ha )?pud|non è stato possibile|kunne ikke leveres|kon niet worden",
    re.IGNORECASE,
)
DELAYED = re.compile(
    r"warning message only|do not need to resend|will (?:keep|continue) (?:on )?trying|will be retried|delayed|still (?:trying|undelivered|being retried)"
    r"|could not be delivered for more than|not yet been delivered|will try again|viivästyn|fördröj|försenad",
    re.IGNORECASE,
)
_COPY_BEGINS = re.compile(
    r"(?m)^[ \t>|]{0,6}(?:-{2,}.{0,60}(?:copy|original|returned|unsent|message (?:follows|header)|headers|transcript of original|kopia|kopio|ursprungl|alkuper).{0,80}"
    r"|(?:received|return-path|mime-version|x-[\w-]{2,40}|dkim-signature):\s.{0,300}"
    r"|(?:original|your original|the original|unsent) message (?:headers?|follows|text|is|was).{0,80}|the (?:text|header|first).{0,40}(?:original|message).{0,80})$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:mailto:|rfc822;\s?)?([\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z][\w-]{1,62})(?![\w@.-]*@)"
)
_ALONE = re.compile(
    r"[ \t>*|\"'-]{0,8}(?:(?:to|recipient|address|e-?mail|user|mailbox|for|failed recipient|vastaanottaja|mottagare|rcpt to|final-recipient|original-recipient)\s?:?\s*(?:rfc822;)?\s*)?"
    r"[<\"'(\[]{0,3}(?:mailto:)?([\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z][\w-]{1,62})(?:<mailto:[^>]{1,200}>)?[>\"')\]]{0,3}\s*(?:$|[:;,.…]|\.\.\.|\(|- |-{2}|\s{2,}|is |was |on |failed|unknown)",
    re.IGNORECASE,
)
_NEAR = re.compile(
    r"(?:to|recipients?|address(?:es)?|user|mailbox|account|for|rcpt to|said|addressed to|reach|vastaanottaja\w*|osoite\w*|mottagare\w*|till)\b[\s:;=<\"'(]{1,6}"
    r"(?:mailto:)?([\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z][\w-]{1,62})",
    re.IGNORECASE,
)
_MESSAGE_ID_LINE = re.compile(r"(?im)^[ \t>|]{0,6}message-id:\s{0,3}(<[^<>\s]{3,500}>)")
_TO_LINE = re.compile(
    r"(?im)^[ \t>|]{0,6}(?:to|apparently-to|x-original-to):[ \t]{0,10}([^\n]{3,500})$"
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
    return bool(DAEMON.fullmatch(local)) or bool(name and DAEMON_NAME.search(name[:200]))


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
            found = _ADDRESS.search(address)
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
    found_id = _MESSAGE_ID_LINE.search(copy or text)
    message_id = _copied_id(root) or (found_id[1].strip("<>") if found_id else None)
    codes = re.findall(r"(?<![\d.])([45]\.\d\.\d{1,3})(?![\d.])", zone)
    reply = re.search(r"(?<![\d.])(5\d\d)[ -]", zone)
    status = codes[0] if codes else (reply[1] if reply else None)
    late = bool(DELAYED.search(zone)) and not (status or "").startswith("5")
    return Bounce(
        recipients=() if late else recipients,
        delayed=recipients if late else (),
        status=status,
        is_permanent=bool(status and status.startswith("5")) and not late,
        message_id=message_id,
    )


def _split_copy(text: str) -> tuple[str, str]:
    found = _COPY_BEGINS.search(text)
    if not found or found.start() < 20:
        return text, ""
    return text[: found.start()], text[found.start() :]


def _header_recipients(root: Part) -> tuple[str, ...]:
    values = root.headers.all_raw("x-failed-recipients")
    found = [clean_address(one) for value in values for one in value.split(",")]
    return tuple(dict.fromkeys(address for address in found if address))


def _from_text(zone: str, exclude: frozenset[str]) -> tuple[str, ...]:
    """Addresses on lines of their own; else those after 'to' or 'recipient'; else all."""
    alone = [found[1] for line in zone.split("\n")[:400] if (found := _ALONE.match(line[:400]))]
    for group in (alone, _NEAR.findall(zone), _ADDRESS.findall(zone)):
        kept = dict.fromkeys(
            cleaned
            for address in group
            if (cleaned := clean_address(address))
            and cleaned.lower() not in exclude
            and not DAEMON.fullmatch(cleaned.partition("@")[0])
        )
        if kept:
            return tuple(kept)
    return ()


def _from_copy(root: Part, copy: str, exclude: frozenset[str]) -> tuple[str, ...]:
    """To of the returned mail when the notice itself names nobody."""
    values = [found[1] for found in _TO_LINE.finditer(copy)]
    for part in root.walk():
        if part.content_type in COPY_TYPES:
            headers, _ = split_headers(part.decoded()[:100_000].lstrip())
            values.append(headers.raw("to"))
    found = [clean_address(one) for value in values[:3] for one in _ADDRESS.findall(value)]
    return tuple(dict.fromkeys(one for one in found if one and one.lower() not in exclude))
