"""Short orders beside hours: a task done by its number, a note for what was saved, new requests."""

from core.language.reading import Entry, Reading, RequestOrder
from core.language.sense import Sense
from core.language.wordlists import words

_TASK = words("tehtävä tehtava tehtävän tehtävät homma uppgift uppgiften task todo job")
_FINISHED = words(
    """valmis valmiiksi valmiina tehty hoidettu hoidin klar klart färdig färdigt gjord gjort avklarad done
    finished completed complete suoritettu ok"""
)
_LINKS = words(
    "nro numero nummer nr number no # on är is merkkaa mark markera as som se nyt nu now"
)
_NOTE = words(
    """huomautus huomautuksen huomautukseksi huomio muistiinpano lisätieto lisätietona kommentti note
    comment anteckning anteckningen kommentar notering notis"""
)
_ADD = words("lisää laita kirjoita kirjota merkkaa add put lägg skriv till a sen siihen det den to")
_REQUESTS = words(
    """pyynnöt pyyntöjä pyyntö yhteydenotot yhteydenottoja yhteyspyynnöt yhteyspyyntöjä kyselyt tiedustelut
    förfrågningar förfrågningarna kontaktförfrågningar requests enquiries inquiries"""
)
_NEW = words(
    """uudet uusia uusi avoimet avoinna näytä onko listaa nya öppna visa finns det några lista new open
    show list any are there me unassigned vapaat lediga mulle contact kaikki alla all the my"""
)
_MOST = 99


def errand(sense: Sense) -> Reading | None:
    """A task done, a note or a look at new requests; None when it is something else."""
    return _finished(sense) or _noted(sense) or _requests(sense)


def _finished(sense: Sense) -> Reading | None:
    """`tehtävä valmis 1`, `task 2 done`, `1 klar`: nothing but the number and that it is done."""
    numbers = [i for i in sense.items.of("num") if i.num is not None and i.num.raw.isdigit()]
    if len(numbers) != 1 or not 0 < int(numbers[0].num.raw) <= _MOST:  # type: ignore[union-attr]
        return None
    lows = [sense.line.low(i.first) for i in sense.items.all if i is not numbers[0]]
    done = [low for low in lows if low in _FINISHED]
    if not done or any(
        low not in _FINISHED | _TASK | _LINKS | {".", "!", ":", ","} for low in lows
    ):
        return None
    if not any(low in _TASK for low in lows) and len(lows) > 1:
        return None
    number = sense.items.text(numbers[0])
    return Reading("finish_task", request=RequestOrder(number), language=sense.language)


def _noted(sense: Sense) -> Reading | None:
    """`lisää huomautus: avain naapurilla`: what follows the colon is put onto what was saved."""
    mark = next((i for i in sense.items.all if sense.line.low(i.first) in _NOTE), None)
    if mark is None or mark.has("TASK"):
        return None
    if any(sense.line.low(item.first) not in _ADD for item in sense.items.all[: mark.place]):
        return None
    colon = sense.items.after(mark)
    if colon is None or sense.items.text(colon) != ":":
        return None
    text = sense.line.text[sense.line.tokens[colon.last - 1].end :].strip()
    if not text:
        return None
    return Reading("note_entry", (Entry(note=text),), language=sense.language)


def _requests(sense: Sense) -> Reading | None:
    """`uudet pyynnöt`, `any new enquiries?`: nothing else in the message."""
    lows = [t.low for t in sense.line.tokens if t.kind != "sign"]
    if not _REQUESTS.intersection(lows) or not _NEW.union(_REQUESTS).issuperset(lows):
        return None
    return Reading("list_requests", language=sense.language)
