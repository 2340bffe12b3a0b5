"""The language of a mail: Finnish, Swedish or English. Frequent words decide; a model where"
" they do not."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LANGUAGES = ("fi", "sv", "en")
MAX_TEXT = 2_000
MAX_MODEL_TEXT = 500
_WORD = re.compile(r"[a-zåäöé']+")
_FREQUENT = {
    "fi": "ja on ei se että hei moi olen ovat oli mutta kun kuin niin myös meillä teillä meidän"
    " teidän voi"
    " voisitteko voitteko tai jos joka mikä nyt vielä kiitos terveisin ystävällisin minun sinun"
    " mitä tämä"
    " tässä siitä sitä meille teille ole eli vain olisi voisiko huomenna klo",
    "sv": "och är det att en ett som på för med inte jag vi ni har kan den hej till av om men"
    " så från eller"
    " skulle era vår vårt ska vill när tack hälsningar vänlig vad var här där också bara nu hos"
    " oss er"
    " mig imorgon kl",
    "en": "the and is are to of in that it you we for on with this be have our your please"
    " would could hi"
    " hello thanks thank regards can was not will from my at but there do does i'm an if kind",
}
_OF_WORD: dict[str, str] = {}
for _language, _words in _FREQUENT.items():
    for _one in _words.split():
        _OF_WORD[_one] = "" if _one in _OF_WORD else _language


def detect_language(text: str) -> str | None:
    """'fi', 'sv' or 'en'; None where there are no words to judge by."""
    sample = text[:MAX_TEXT].lower()
    counts = dict.fromkeys(LANGUAGES, 0)
    words = _WORD.findall(sample)
    for word in words:
        if language := _OF_WORD.get(word):
            counts[language] += 1
    first, second = sorted(counts.values(), reverse=True)[:2]
    if first >= 2 and first >= 2 * second:
        return max(counts, key=lambda language: counts[language])
    if not words:
        return None
    return str(_model().classify(sample[:MAX_MODEL_TEXT])[0])


@lru_cache(maxsize=1)
def _model() -> "LanguageIdentifier":
    """py3langid limited to our three; half a second and only when needed."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(LANGUAGES))
    return identifier
