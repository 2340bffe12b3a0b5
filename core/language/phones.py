"""Telephone numbers to E.164."""

import re

import phonenumbers

_REGIONS = {"fi": "FI", "sv": "SE", "en": "GB"}
_MOST_TRIES = 100
"""So many digits that are no telephone number are looked at, in a text full of numbers."""
_E164 = phonenumbers.PhoneNumberFormat.E164
_DIGITS = re.compile(r"\d")
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}")
_RANGE = re.compile(r"[0-2]\d[0-5]\d ?[-–] ?[0-2]\d[0-5]\d")


def e164(text: str, region: str | None, lang: str | None) -> str | None:
    """The number in E.164, or None when it cannot be one. Region: of numbers without country."""
    home = region or _REGIONS.get(lang or "", "FI")
    try:
        number = phonenumbers.parse(text.replace("(0)", ""), home)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, _E164)


def all_e164(text: str, region: str | None, lang: str | None) -> list[str]:
    """Every telephone number in a text, in order, once each."""
    home = region or _REGIONS.get(lang or "", "FI")
    found: dict[int, str] = {}
    plain = text.replace("(0)", "")
    for leniency in (phonenumbers.Leniency.VALID, phonenumbers.Leniency.POSSIBLE):
        matcher = phonenumbers.PhoneNumberMatcher(plain, home, leniency, max_tries=_MOST_TRIES)
        for match in matcher:
            if _is_written_as_phone(match.raw_string, match.number, home):
                number = phonenumbers.format_number(match.number, _E164)
                found.setdefault(match.start, number)
    return list(dict.fromkeys(number for _start, number in sorted(found.items())))


def _is_written_as_phone(raw: str, number: phonenumbers.PhoneNumber, home: str) -> bool:
    """Does it begin as a telephone number does, and is it no date, range or order number?"""
    if _DATE.fullmatch(raw) or _RANGE.fullmatch(raw):
        return False
    if raw.lstrip("( ")[:1] in ("+", "0"):
        return True
    code = str(phonenumbers.country_code_for_region(home))
    return raw.startswith(code) and phonenumbers.is_valid_number(number) and (
        number.country_code == int(code) and len(_DIGITS.findall(raw)) > len(code) + 8
    )  # fmt: skip
