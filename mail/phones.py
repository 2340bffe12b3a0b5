"""Phone numbers in a mail as E.164. A country that was not written is said to be inferred, and"
" from what."""

import re
from dataclasses import dataclass

from mail.business_ids import is_finnish

MAX_CANDIDATES = 20
REGION_OF_DOMAIN = {
    "fi": "FI",
    "ax": "FI",
    "se": "SE",
    "no": "NO",
    "dk": "DK",
    "ee": "EE",
    "uk": "GB",
    "de": "DE",
    "ie": "IE",
    "nl": "NL",
    "fr": "FR",
    "es": "ES",
    "pl": "PL",
}
REGIONS_OF_LANGUAGE = {"fi": ("FI",), "sv": ("SE", "FI"), "en": ("GB", "FI", "SE")}

_CANDIDATE = re.compile(
    r"(?<![\w/@.,=&-])(?:tel:)?(\+?\(?\d[\d \u00a0\u2011()./–-]{5,20}\d)(?![\w@]|[.,-]\d)",
    re.IGNORECASE,
)
_NO_PHONE = re.compile(
    r"\d{1,2}\.\d{1,2}\.(?:\d{2,4})?|\d{4}-\d\d-\d\d|\d{7}-\d|\d{6}-\d{4}|(?:\d{4} ){3,}\d{1,4}"
    r"|\d{1,2}[.:]\d\d ?[–-] ?\d{1,2}[.:]\d\d|\d{5} \d{5}"
)


@dataclass(frozen=True, slots=True)
class Phone:
    """``how``: 'written' with its country, or inferred from 'region', 'domain', 'shape',"
    " 'language'."""

    e164: str
    how: str


def find_phones(
    text: str, language: str | None, region: str | None = None, address: str | None = None
) -> list[Phone]:
    """Valid numbers in order; a national number whose country is undecidable is left out."""
    found: dict[str, Phone] = {}
    for match in list(_CANDIDATE.finditer(text[:20_000]))[:MAX_CANDIDATES]:
        written = match[1].strip()
        if _NO_PHONE.fullmatch(written):
            continue
        if phone := _read(written, language, region, address):
            found.setdefault(phone.e164, phone)
    return list(found.values())


def _read(
    written: str, language: str | None, region: str | None, address: str | None
) -> Phone | None:
    digits = re.sub(r"\D", "", written)
    if not 7 <= len(digits) <= 15:
        return None
    if _is_e_invoice(digits):
        return None
    if written.startswith(("+", "(+", "00")):
        text = written if "+" in written else "+" + digits.removeprefix("00")
        international = _valid(text.replace("(0)", ""), None)
        return Phone(international, "written") if international else None
    if not digits.startswith("0"):
        return None
    return _national(written, language, region, address)


def _is_e_invoice(digits: str) -> bool:
    """Whether it is the e-invoice address of a Finnish firm: 0037 and its business id."""
    if len(digits) < 12 or not digits.startswith("0037"):
        return False
    return is_finnish(f"{digits[4:11]}-{digits[11]}")


def _national(
    written: str, language: str | None, region: str | None, address: str | None
) -> Phone | None:
    """By the sender's domain, the region asked for, the number's own shape, then the language."""
    domain = (address or "").rpartition(".")[2].lower()
    for wanted, how in ((REGION_OF_DOMAIN.get(domain), "domain"), (region, "region")):
        if wanted and (number := _valid(written, wanted)):
            return Phone(number, how)
    regions = REGIONS_OF_LANGUAGE.get(language or "", ("FI", "SE", "GB"))
    mobile = [number for one in ("FI", "SE", "GB") if (number := _valid(written, one, mobile=True))]
    if len(mobile) == 1:
        return Phone(mobile[0], "shape")
    valid = [number for one in regions if (number := _valid(written, one))]
    if len(valid) != 1 or (language == "en" and not _valid(written, "GB")):
        return None
    return Phone(valid[0], "language")


def _valid(text: str, region: str | None, *, mobile: bool = False) -> str | None:
    import phonenumbers as library

    try:
        number = library.parse(text, region)
    except library.NumberParseException:
        return None
    if not library.is_valid_number(number):
        return None
    if mobile and library.number_type(number) != library.PhoneNumberType.MOBILE:
        return None
    return str(library.format_number(number, library.PhoneNumberFormat.E164))
