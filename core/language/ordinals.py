"""Ordinals in words for days of a month: `kolmas`, `den tredje`, `twenty-first`. Data only."""

_FINNISH = (
    "ensimmäinen toinen kolmas neljäs viides kuudes seitsemäs kahdeksas yhdeksäs kymmenes",
    """ensimmäisenä toisena kolmantena neljäntenä viidentenä kuudentena seitsemäntenä kahdeksantena
    yhdeksäntenä kymmenentenä""",
)
_FINNISH_TEENS = (
    "yhdes kahdes kolmas neljäs viides kuudes seitsemäs kahdeksas yhdeksäs",
    """yhdentenä kahdentena kolmantena neljäntenä viidentenä kuudentena seitsemäntenä kahdeksantena
    yhdeksäntenä""",
)
_SWEDISH = (
    "första andra tredje fjärde femte sjätte sjunde åttonde nionde tionde elfte tolfte trettonde "
    "fjortonde femtonde sextonde sjuttonde artonde nittonde tjugonde"
)
_ENGLISH = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)


def _table() -> dict[str, int]:
    found = {"trettionde": 30, "trettioförsta": 31, "thirtieth": 30, "thirty-first": 31}
    for words in (_SWEDISH, _ENGLISH, *_FINNISH):
        found.update({word: number for number, word in enumerate(words.split(), 1)})
    for number, word in enumerate(_SWEDISH.split()[:9], 21):
        found["tjugo" + word] = number
    for number, word in enumerate(_ENGLISH.split()[:9], 21):
        found["twenty-" + word] = number
    for tens, tail in ((20, "kahdeskymmenes"), (30, "kolmaskymmenes")):
        found[tail] = tens
        found.update({tail + w: tens + n for n, w in enumerate(_FINNISH[0].split()[:9], 1)})
    for words in _FINNISH_TEENS:
        found.update({word + "toista": number for number, word in enumerate(words.split(), 11)})
    return found


ORDINALS: dict[str, int] = _table()
"""A lower-case word, or two joined by a hyphen -> the day it names."""
