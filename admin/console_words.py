"""sqladmin's own words in Finnish and Swedish: it ships neither."""

import sqladmin.i18n
from babel.support import Translations

from core.kit.i18n import DEFAULT, LANGUAGES, LOCALE_DIR

DOMAIN = "sqladmin"


def register() -> None:
    """Teach sqladmin our languages; again is harmless."""
    for language in LANGUAGES:
        if language != DEFAULT:
            loaded = Translations.load(LOCALE_DIR, [language], DOMAIN)
            sqladmin.i18n.translations[language] = loaded
