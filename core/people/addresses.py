"""Mail addresses and phone numbers as we store them: lower case, E.164."""

import re
from functools import lru_cache

import phonenumbers

from core.kit.text import storable

_MAIL = re.compile(r"[^\s<>()\[\],;:@\"]{1,64}@[^\s<>()\[\],;:@\"]{1,253}")
_DIGITS = re.compile(r"\d")


def mail_address(text: str | None) -> str | None:
    """Return an address in lower case, or None when it is none."""
    found = storable(text or "").strip().strip("<>").lower()
    return found if _MAIL.fullmatch(found) else None


@lru_cache(4096)  # a contact's number is asked for several times while its message is understood
def phone_number(text: str | None, country: str) -> str | None:
    """Return a number in E.164; one without a country code belongs to `country` (ISO 3166, FI)."""
    if not text or len(_DIGITS.findall(text)) < 5:
        return None
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
