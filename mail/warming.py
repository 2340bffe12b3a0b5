"""Imported by the process that reads: word lists and tables are loaded before the first mail."""

from core.kit import clock, ids
from core.kit.crypto import Keyring
from mail.house import House, Stored
from mail.incoming import to_incoming

SAMPLE = """\
From: Anna <anna@firma.example>
Subject: Re: Hana
Content-Type: text/html

<p>Hei, hana vuotaa keittiössä.</p><p>Terveisin<br>Anna, puh. 040 123 4567</p>
"""


def warm() -> None:
    """Read a mail of nobody's once: no other's time shall go on loading."""
    nobody, house = ids.new_id(), House(frozenset(), "FI", Keyring("nobody's key" * 4))
    to_incoming(Stored(nobody, nobody, "", clock.now(), SAMPLE.encode()), house)


warm()
