"""Fields of a web form that arrived as a mail: 'Nimi: …', 'Namn: …', 'Name: …', also on two"
" lines."""

import re
from dataclasses import dataclass

from mail.addressing import clean_address

MAX_LINES = 300
LABELS: dict[str, str] = {
    "name": r"nimi|nimesi|koko nimi|etu- ja sukunimi|yhteyshenkilö(?:n nimi)?|asiakkaan nimi"
    r"|lähettäjän nimi|tilaajan nimi|tilaaja|asiakas"
    r"|namn|ditt namn|för- och efternamn|kontaktperson|avsändarens namn|kundens namn|beställare"
    r"|name|your name|full name|contact(?: name| person)?|customer(?: name)?|sender(?: name)?"
    r"|submitted by|what(?:'s| is) your (?:full )?name|mikä on nimesi|vad heter du",
    "first": r"etunimi|förnamn|first ?name|given name",
    "last": r"sukunimi|efternamn|last ?name|surname|family name",
    "phone": r"puhelin(?:numero)?(?:si)?|puh(?:elin)?(?:nro)?|gsm|matkapuhelin(?:numero)?"
    r"|telefon(?:nummer)?|tel|tfn|mobil(?:nummer|telefon)?"
    r"|phone(?: ?number| no)?|your phone|mobile(?: number| phone)?|telephone(?: number)?"
    r"|cell(?: ?phone)?|contact number",
    "email": r"sähköposti(?:osoite)?(?:si)?|s-?posti|meili|e-?mail(?: ?address| ?adress)?"
    r"|your e-?mail|e-?post(?:adress)?|mejl(?:adress)?|epost|mail|reply-?to",
    "company": r"yritys|yrityksen nimi|yrityksesi|organisaatio|yhteisö|taloyhtiö"
    r"|företag(?:ets namn|snamn)?|bolag|organisation|förening|firma"
    r"|company(?: ?name)?|your company|organi[sz]ation|business(?: name)?",
    "business_id": r"y-?tunnus|org\.? ?n(?:umme)?r|organisationsnummer|company (?:number|id)"
    r"|business id|vat(?: number| id)?|fo-nummer",
    "message": r"viesti(?:si)?|kuvaus|asia(?:si)?|palaute|kysymys|lisätietoja|lisätiedot"
    r"|viestin sisältö|yhteydenoton aihe|aihe|meddelande|ärende|fråga|beskrivning"
    r"|message|your message|comments?|description|question|enquiry|inquiry|subject|details",
    "other": r"osoite|adress|address|postinumero|postnummer|postcode|zip|kaupunki|paikkakunta"
    r"|ort|stad|city|päivämäärä|datum|date|ip(?:-osoite)?|url|page|sivu|lähetetty|submitted",
}
_LINE = re.compile(
    r"[\s>*•_#-]{0,8}([^\W\d_][\w .'’/&-]{0,40}?)\s*(?:\*|\((?:pakollinen|required"
    r"|obligatorisk\w*|\*)\))?\s*\*{0,2}\s*(?:[:=|\t]|\s[-–]\s|\s{2,})\s*\*{0,2}\s*(.{0,300})"
)
_ALONE = re.compile(r"[\s>*•_#-]{0,8}([^\W\d_][\w .'’/&-]{0,40}?)\s*[*:?]{0,3}\s*")
_KINDS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in LABELS.items()}


@dataclass(frozen=True, slots=True)
class FormData:
    """What a form said about the person."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    company: str | None = None
    business_id: str | None = None
    message: str | None = None

    @property
    def is_person(self) -> bool:
        """Enough to call somebody back: a name and a way, or both ways."""
        return sum(bool(one) for one in (self.name, self.phone, self.email)) >= 2


def read_form(body: str) -> FormData:
    """Labelled fields of a body; empty where it is no form."""
    lines = [line[:400] for line in body.split("\n")[:MAX_LINES]]
    fields: dict[str, str] = {}
    for index, line in enumerate(lines):
        kind, value = _labelled(line)
        if kind and not value:
            value = _value_below(lines, index)
        if kind and value:
            fields.setdefault(kind, value.strip(" *_\t"))
    name = fields.get("name") or " ".join(fields[key] for key in ("first", "last") if key in fields)
    return FormData(
        name=_name(name),
        phone=fields.get("phone"),
        email=_email(fields.get("email", "")),
        company=fields.get("company"),
        business_id=fields.get("business_id"),
        message=fields.get("message"),
    )


def _labelled(line: str) -> tuple[str | None, str]:
    if found := _LINE.fullmatch(line.rstrip()):
        kind = _kind(found[1])
        if kind:
            return kind, found[2].strip()
    if len(line) < 60 and (alone := _ALONE.fullmatch(line.rstrip())):
        return _kind(alone[1]), ""
    return None, ""


def _kind(label: str) -> str | None:
    text = label.strip(" .*'’")
    return next((kind for kind, pattern in _KINDS.items() if pattern.fullmatch(text)), None)


def _value_below(lines: list[str], index: int) -> str:
    """The next line with words, unless it is a label itself."""
    for line in lines[index + 1 : index + 3]:
        if line.strip():
            return "" if _labelled(line)[0] else line.strip()
    return ""


def _name(text: str) -> str | None:
    name = re.sub(r"\s*<[^<>]*>\s*", "", text).strip(" ,;")
    return name if 1 < len(name) <= 80 and "@" not in name else None


def _email(text: str) -> str | None:
    found = re.search(r"[^\s<>()\[\]\",;:|]{1,64}@[^\s<>()\[\]\",;:|]{3,200}", text)
    return clean_address(found[0]) or None if found else None
