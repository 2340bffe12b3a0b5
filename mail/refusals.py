"""Whether a server's refusal for good speaks of the recipient's address or of something else.

An address that is marked gets no more mail, so what a server says of us, of our words, of its own
trouble or of a full mailbox must never mark it (RFC 3463).
"""

import re

_STATUS = re.compile(r"\b5\.(\d{1,3})\.(\d{1,3})\b")
# No such mailbox, bad address, moved away, domain that takes no mail; mailbox switched off.
_OF_ADDRESS = {(1, 0), (1, 1), (1, 2), (1, 3), (1, 4), (1, 6), (1, 10), (2, 0), (2, 1)}
_CODES = ("550", "551", "553")
_ELSE = re.compile(
    r"spam|block|reject(?:ed)? (?:due|by|for)|polic|reputation|black ?list|denied|relay|spf|dkim"
    r"|dmarc|quota|full|size|too (?:large|big|many)|rate|authenticat|not (?:allowed|permitted)"
    r"|greylist|content|virus|banned|sender|unsolicited",
    re.IGNORECASE,
)


def blames_address(words: str, at_recipient: bool) -> bool:
    """Tell whether `words` (code and text) say that the address takes no mail.

    `at_recipient` when they answered RCPT TO: elsewhere only a status of the address counts.
    """
    if status := _STATUS.search(words):
        return (int(status[1]), int(status[2])) in _OF_ADDRESS and not _ELSE.search(words)
    return at_recipient and words.startswith(_CODES) and not _ELSE.search(words)
