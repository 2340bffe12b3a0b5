"""Telephone numbers to E.164."""

import phonenumbers

_REGIONS = {"fi": "FI", "sv": "SE", "en": "GB"}


def e164(text: str, region: str | None, lang: str | None) -> str | None:
    """The number in E.164, or None when it cannot be one. Region: of numbers without country."""
    home = region or _REGIONS.get(lang or "", "FI")
    try:
        number = phonenumbers.parse(text.replace("(0)", ""), home)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def all_e164(text: str, region: str | None, lang: str | None) -> list[str]:
    """Every telephone number in a text, in order, once each."""
    home = region or _REGIONS.get(lang or "", "FI")
    found: list[str] = []
    plain = text.replace("(0)", "")
    for leniency in (phonenumbers.Leniency.VALID, phonenumbers.Leniency.POSSIBLE):
        for match in phonenumbers.PhoneNumberMatcher(plain, home, leniency=leniency):
            number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
            if number not in found:
                found.append(number)
        if found:
            break
    return found
