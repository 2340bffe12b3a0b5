"""Who asks: name, phone, e-mail, company from signature, forward, or a form whose sender is a"
" machine."""

import re
from dataclasses import dataclass, replace

from mail.automatic_words import NOREPLY
from mail.business_ids import business_id
from mail.forms import FormData, read_form
from mail.phones import find_phones
from mail.signatures import COMPANY, LINK, NAME

_SWAPPED = re.compile(r"([^\W\d_][\w'’-]{1,30}),\s*([^\W\d_][\w'’-]{1,30}(?: [\w'’-]{1,30})?)")
_NAME_TAIL = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|\s(?:via|kautta|genom)\s.*|[|/].*)\s*$")
_COMPANY_LABEL = re.compile(r"[^\W\d_][^:|]{1,40}:\s+")


@dataclass(frozen=True, slots=True)
class Contact:
    """The person who asks, who need not be the sender. ``phone`` is E.164; ``notes`` say what"
    " was guessed."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    company: str | None = None
    business_id: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What contact data is read from."""

    from_name: str | None
    from_address: str | None
    reply_to: str | None
    body: str
    reply_text: str
    signature: str | None
    language: str | None
    region: str | None = None


def find_contact(words: Words) -> Contact:
    """The contact of a mail; form fields win over the sender only where the sender is no person."""
    machine = bool(NOREPLY.fullmatch((words.from_address or "").partition("@")[0]))
    form = read_form(words.body) if machine or words.body.count(":") >= 2 else FormData()
    if form.is_person and (machine or form.name):
        return _from_form(words, form, machine=machine)
    return _from_sender(words, machine=machine)


def _from_form(words: Words, form: FormData, *, machine: bool) -> Contact:
    email = form.email or words.reply_to or (None if machine else words.from_address)
    phone, note = _phone([form.phone or ""], replace(words, from_address=email))
    name = form.name or (None if machine else _person_name(words.from_name))
    identifier = form.business_id or business_id(words.body)
    return Contact(name, email, phone, form.company, identifier, note)


def _from_sender(words: Words, *, machine: bool) -> Contact:
    lines = (words.signature or "").split("\n")
    below = [line for line in words.reply_text.split("\n") if line.strip()][-12:]
    email = words.reply_to if machine and words.reply_to else words.from_address
    named = None if machine else words.from_name
    said = _company([named or ""])
    name = _person_name(named)
    if name is None or name == said:
        name = _signed_name(lines) or _signed_name(below[-1:]) or name
    phone, note = _phone([words.signature or "", words.reply_text], words)
    company = _company(lines) or _company(below[-6:] if words.signature is None else []) or said
    return Contact(name, email, phone, company, business_id("\n".join([*lines, *below])), note)


def _phone(texts: list[str], words: Words) -> tuple[str | None, tuple[str, ...]]:
    for text in texts:
        found = find_phones(text, words.language, words.region, words.from_address)
        if found:
            how = found[0].how
            return found[0].e164, () if how == "written" else (f"phone-country-from-{how}",)
    return None, ()


def _person_name(name: str | None) -> str | None:
    """'Virtanen, Matti (Putki Oy)' as 'Matti Virtanen'; None for an address."""
    if not name or "@" in name:
        return None
    text = _NAME_TAIL.sub("", name).strip(" '\"") or name
    if swapped := _SWAPPED.fullmatch(text):
        text = f"{swapped[2]} {swapped[1]}"
    return text or None


def _signed_name(lines: list[str]) -> str | None:
    """The first line of a signature that looks like first and last name."""
    for line in lines[:4]:
        text = line.strip(" -/,*")
        words = text.split()
        if (
            2 <= len(words) <= 4
            and NAME.fullmatch(text)
            and all(word[0].isupper() for word in words)
            and not COMPANY.search(text)
        ):
            return text
    return None


def _company(lines: list[str]) -> str | None:
    """The piece of a signature line that ends in Oy, AB, Ltd and their like."""
    for line in lines:
        if len(line) > 200 or LINK.match(line.strip()):
            continue
        for piece in re.split(r"\s*[|,•·/()\t]\s*|\s{3,}| - | – ", line):
            text = piece.strip(" *_\"'")
            if ": " in text:
                text = _COMPANY_LABEL.sub("", text)
            if (
                3 < len(text) <= 60
                and COMPANY.search(text)
                and not text.endswith("?")
                and len(text.split()) <= 6
            ):
                return text
    return None
