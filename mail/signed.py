"""S/MIME without keys: the words inside opaquely signed and compressed mail (RFC 8551, 3274). Pure.

Only the wrapping is taken off; no signature is checked. A small reader of BER, since the cryptography
package opens encrypted mail but does not give out what was signed.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

SMIME_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
MAX_DEPTH = 12
MAX_ELEMENTS = 100_000
MAX_INFLATED = 60_000_000
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_COMPRESSED_DATA = bytes.fromhex("2a864886f70d0109100109")
_SEQUENCE, _OID, _OCTETS, _OCTETS_IN_PIECES, _TAGGED = 0x30, 0x06, 0x04, 0x24, 0xA0


def signed_content(data: bytes) -> bytes | None:
    """The mail inside signed data; None when it is encrypted, something else or broken."""
    return _content(data, _SIGNED_DATA)


def compressed_content(data: bytes) -> bytes | None:
    """The mail inside compressed data (zlib); None when it is something else, broken or a bomb."""
    packed = _content(data, _COMPRESSED_DATA)
    if packed is None:
        return None
    inflating = zlib.decompressobj()
    try:
        plain = inflating.decompress(packed, MAX_INFLATED)
    except zlib.error:
        return None
    return plain if inflating.eof else None


def _content(data: bytes, kind: bytes) -> bytes | None:
    try:
        return _Reader(data).content(kind)
    except (IndexError, ValueError, RecursionError, StopIteration):
        return None


@dataclass(slots=True)
class _Reader:
    """BER with a limit on how many elements are looked at."""

    data: bytes
    left: int = MAX_ELEMENTS

    def content(self, kind: bytes) -> bytes | None:
        """What is inside data of a kind (an OID); None when nothing is, or it is not here."""
        data = self.data
        _, start, end = next(self.elements(0, len(data)))
        info = list(self.elements(start, end))
        if len(info) < 2 or data[info[0][1] : info[0][2]] != kind:
            return None
        _, start, end = next(self.elements(info[1][1], info[1][2]))
        parts = [one for one in self.elements(start, end) if one[0] == _SEQUENCE]
        if not parts:
            return None
        wrapped = parts[0] if kind == _SIGNED_DATA else parts[-1]  # the algorithm comes first
        inside = [one for one in self.elements(wrapped[1], wrapped[2]) if one[0] == _TAGGED]
        if not inside:
            return None  # a signature without its text
        return b"".join(self.octets(inside[0][1], inside[0][2], 0)) or None

    def octets(self, start: int, end: int, depth: int) -> Iterator[bytes]:
        """The octet strings between two offsets, also those given in pieces."""
        if depth > MAX_DEPTH:
            return
        for tag, first, last in self.elements(start, end):
            if tag == _OCTETS:
                yield self.data[first:last]
            elif tag == _OCTETS_IN_PIECES:
                yield from self.octets(first, last, depth + 1)

    def elements(self, start: int, end: int, depth: int = 0) -> Iterator[tuple[int, int, int]]:
        """(tag, start, end of the content) of each; an end-of-content mark ends them."""
        position = start
        while position + 1 < end:
            self.left -= 1
            tag, first, length = self._head(position)
            if tag == 0 and length == 0:
                return
            last = first + length if length is not None else self._open_end(first, end, depth)
            if last > len(self.data) or self.left < 0:
                raise ValueError(position)
            yield tag, first, last
            position = last + (0 if length is not None else 2)

    def _head(self, position: int) -> tuple[int, int, int | None]:
        """(tag, where the content begins, its length or None when it lasts until a mark)."""
        tag, length = self.data[position], self.data[position + 1]
        first = position + 2
        if length == 0x80:
            return tag, first, None
        if length > 0x80:
            count = length & 0x7F
            if count > 5:
                raise ValueError(count)
            length = int.from_bytes(self.data[first : first + count])
            first += count
        return tag, first, length

    def _open_end(self, start: int, end: int, depth: int) -> int:
        """Where the end-of-content mark of an element without length stands."""
        if depth > MAX_DEPTH:
            raise ValueError(depth)
        last = start
        for _tag, first, stop in self.elements(start, end, depth + 1):
            last = stop + (2 if self.data[first - 1] == 0x80 else 0)
        return last
