"""Finnish business ids and Swedish organisation numbers, known by their check digits. Pure."""

import re

BUSINESS_ID = re.compile(r"(?<![\d-])(\d{7}-\d)(?!\d)|(?<!\d)(\d{6}-\d{4})(?!\d)")
_FINNISH_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)


def business_id(text: str) -> str | None:
    """A Finnish business id with a true check digit, or a Swedish organisation number."""
    if "-" not in text:
        return None
    for found in BUSINESS_ID.finditer(text[:20_000]):
        if found[1] and is_finnish(found[1]):
            return found[1]
        if found[2] and is_swedish(found[2]):
            return found[2]
    return None


def is_finnish(text: str) -> bool:
    """Whether '1234567-1' carries its true check digit."""
    digits, check = text.split("-")
    total = sum(int(digit) * weight for digit, weight in zip(digits, _FINNISH_WEIGHTS, strict=True))
    rest = total % 11
    return rest != 1 and check.isdigit() and int(check) == (11 - rest if rest else 0)


def is_swedish(text: str) -> bool:
    """Luhn; the third digit of an organisation is at least 2 (else it is a person's number)."""
    digits = [int(letter) for letter in text if letter.isdigit()]
    doubled = [digit * 2 if index % 2 == 0 else digit for index, digit in enumerate(digits)]
    return digits[2] >= 2 and sum(one // 10 + one % 10 for one in doubled) % 10 == 0
