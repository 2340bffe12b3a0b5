"""The typed keys an owner may change, with the label and help that the panel shows."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from zoneinfo import available_timezones

from core.errors import Invalid
from core.kit import clock, formatting
from core.kit.i18n import LANGUAGES, N_, _
from core.kit.text import storable

T = TypeVar("T", str, int, bool)


@dataclass(frozen=True)
class Key(Generic[T]):
    """One setting. `choices` limits a text, `low` and `high` an integer, `long` asks a text area,
    `is_day` a past day (ISO 8601) or nothing.

    `label`, `help` and `group` are msgids; `default` also tells the type.
    """

    name: str
    default: T
    label: str
    help: str
    group: str
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = 1_000_000
    long: bool = False
    is_day: bool = False

    @property
    def type(self) -> type[T]:
        """The Python type of the value."""
        return type(self.default)

    def checked(self, value: Any) -> T:
        """Return a typed value; raises Invalid with a sentence that names the setting."""
        if isinstance(self.default, bool):
            return self._typed(value if isinstance(value, bool) else str(value) in _TRUE)
        if isinstance(self.default, int):
            return self._typed(self._whole(value))
        text = storable(str(value)).strip()
        if self.is_day and text:
            text = self._past_day(text)
        if self.choices and text not in self.choices:
            raise Invalid(
                _("Choose one of the offered values for “{label}”.").format(label=_(self.label)),
                field=self.name,
            )
        return self._typed(text)

    def read(self, stored: Any) -> T:
        """Return a stored value; one that no longer fits reads as the default."""
        try:
            return self.default if stored is None else self.checked(stored)
        except Invalid:
            return self.default

    def _past_day(self, text: str) -> str:
        """Return a day as ISO 8601, however the reader's language writes it."""
        label = _(self.label)
        found = formatting.typed_day(text)
        if found is None:
            sentence = _("Give “{label}” as a day, such as {example}.")
            example = formatting.full_day(clock.now().date())
            raise Invalid(sentence.format(label=label, example=example), field=self.name)
        if found > clock.now().date():
            sentence = _("“{label}” is a day that has passed: {day} is still to come.")
            shown = formatting.full_day(found)
            raise Invalid(sentence.format(label=label, day=shown), field=self.name)
        return found.isoformat()

    def _typed(self, value: Any) -> T:
        assert isinstance(value, type(self.default))
        return value

    def _whole(self, value: Any) -> int:
        try:
            number = int(str(value).strip())
        except ValueError:
            number = self.low - 1
        if not self.low <= number <= self.high:
            sentence = _("Give “{label}” as a whole number from {low} to {high}.")
            values = {"label": _(self.label), "low": self.low, "high": self.high}
            raise Invalid(sentence.format(**values), field=self.name)
        return number


_TRUE = ("1", "true", "on", "yes", "y", "True")
_ZONES = (*sorted(zone for zone in available_timezones() if "/" in zone), "UTC")
CURRENCIES = ("EUR", "SEK", "NOK", "DKK", "GBP", "USD", "CHF", "PLN")
COUNTRIES = ("FI", "SE", "NO", "DK", "EE", "DE", "GB")

_COMPANY, _CUSTOMERS, _STAFF = N_("Company"), N_("Customers’ messages"), N_("Staff")
HOURS = _HOURS = N_("Hours")
MODULES = N_("Parts in use")

COMPANY_NAME = Key(
    "company_name", "", N_("Company name"),
    N_("Shown to customers in mail, on forms and at the top of this panel."), _COMPANY,
)  # fmt: skip
COMPANY_LANGUAGE = Key(
    "company_language", "fi", N_("Language"),
    N_("Used when a person’s own language is not known."), _COMPANY, choices=LANGUAGES,
)  # fmt: skip
COMPANY_ZONE = Key(
    "company_zone", "Europe/Helsinki", N_("Time zone"),
    N_("Decides when a day begins and ends for new people and for customers."), _COMPANY,
    choices=_ZONES,
)  # fmt: skip
CURRENCY = Key(
    "currency", "EUR", N_("Currency"), N_("Sums are shown and stored in it."), _COMPANY,
    choices=CURRENCIES,
)  # fmt: skip
COUNTRY = Key(
    "country", "FI", N_("Country"),
    N_("Decides public holidays and how phone numbers without a country code are read."),
    _COMPANY, choices=COUNTRIES,
)  # fmt: skip
HOLIDAYS_SUBDIVISION = Key(
    "holidays_subdivision", "", N_("Region for holidays"),
    N_("A region’s code where it has holidays of its own (Åland is 01). Usually empty."), _COMPANY,
)  # fmt: skip
MAIL_SIGNATURE = Key(
    "mail_signature", "", N_("Signature of mail"),
    N_("Added under every answer and acknowledgement to a customer."), _CUSTOMERS, long=True,
)  # fmt: skip
AUTO_ACKNOWLEDGE = Key(
    "auto_acknowledge", True, N_("Acknowledge new requests"),
    N_("A customer who writes gets one message with the request’s number."), _CUSTOMERS,
)  # fmt: skip
ACK_LIMIT_PER_DAY = Key(
    "ack_limit_per_day", 5, N_("Acknowledgements per sender and day"),
    N_("Stops two machines from answering each other for ever."), _CUSTOMERS, low=1, high=100,
)  # fmt: skip
FOLLOW_UP_HOURS = Key(
    "follow_up_hours", 24, N_("Follow up unanswered requests after, hours"),
    N_("The team is reminded of a request that nobody answered within this time."), _CUSTOMERS,
    low=1, high=720,
)  # fmt: skip
ANSWER_DELAY_SECONDS = Key(
    "answer_delay_seconds", 10, N_("Answers leave after, seconds"),
    N_("So long an answer to a customer can be taken back."), _CUSTOMERS, high=20,
)  # fmt: skip
MAIL_FILES_MEGABYTES = Key(
    "mail_files_megabytes", 10, N_("Files go along in a mail up to, MB"),
    N_("What is larger is sent as a link to download it: many mail servers refuse large mails. "
       "0: always as links."), _CUSTOMERS, high=25,
)  # fmt: skip
FILE_LINK_DAYS = Key(
    "file_link_days", 30, N_("Links to files work for, days"),
    N_("Whoever has the link can download the file without signing in until then."), _CUSTOMERS,
    low=1, high=365,
)  # fmt: skip
STRANGERS_MAY_ASK = Key(
    "strangers_may_ask", True, N_("Strangers may ask in Telegram"),
    N_("Somebody unknown who writes to the bot opens a contact request. If off, they are told "
       "how to reach you."), _CUSTOMERS,
)  # fmt: skip
RAW_MAIL_DAYS = Key(
    "raw_mail_days", 0, N_("Original mails are kept for, days"),
    N_("Older originals are erased: what people wrote and its files stay with the request, the "
       "unchanged mail goes. 0: for ever."), _CUSTOMERS, high=36_500,
)  # fmt: skip
RAW_MAIL_MEGABYTES = Key(
    "raw_mail_megabytes", 0, N_("Original mails take at most, MB"),
    N_("Above this the oldest originals are erased. Sizes are those before compression. 0: no "
       "limit."), _CUSTOMERS, high=100_000_000,
)  # fmt: skip
SMS_MAY_LOG = Key(
    "sms_may_log", True, N_("Hours by text message"),
    N_("Staff may log their own hours from their own phone number. A number can be forged; the "
       "answer always goes to the real one."), _STAFF,
)  # fmt: skip
OWN_APPROVAL = Key(
    "own_approval", False, N_("Approving one’s own hours"),
    N_("If on, whoever may approve hours may also approve their own."), _HOURS,
)  # fmt: skip
HOURS_LOCKED_THROUGH = Key(
    "hours_locked_through", "", N_("Hours are locked through"),
    N_("Nothing up to this day changes any more, but by a reversal. Empty: nothing is locked by "
       "hand."), _HOURS, is_day=True,
)  # fmt: skip
LOCK_AFTER_DAYS = Key(
    "lock_after_days", 0, N_("A month locks after its end in, days"),
    N_("The days of grace in which a past month may still be changed. 0: months do not lock by "
       "themselves."), _HOURS, high=365,
)  # fmt: skip
ASK_OVER_HOURS = Key(
    "ask_over_hours", 12, N_("Ask when one entry is longer than, hours"),
    N_("A longer entry is booked only after the person has confirmed it."), _HOURS, low=1, high=24,
)  # fmt: skip
TIMER_ASK_HOURS = Key(
    "timer_ask_hours", 10, N_("Ask about a running timer after, hours"),
    N_("The person is asked when the work ended; nothing is guessed."), _HOURS, low=1, high=24,
)  # fmt: skip
MISSING_TO_MANAGER = Key(
    "missing_to_manager", True, N_("Tell approvers about missing hours"),
    N_("When a day still lacks hours the next working day, those who approve hours are told once."),
    _HOURS,
)  # fmt: skip
CUSTOMERS_SEE_NAMES = Key(
    "customers_see_names", False, N_("Customers see whole names"),
    N_("When a customer looks through their hours. If off, they see first names."), _HOURS,
)  # fmt: skip
MODULES_OFF = Key(
    "modules_off", "", N_("Parts that are not used"),
    N_("What the company does without vanishes from pages, menus and the assistant."), MODULES,
)  # fmt: skip

KEYS: tuple[Key[Any], ...] = (
    COMPANY_NAME, COMPANY_LANGUAGE, COMPANY_ZONE, CURRENCY, COUNTRY, HOLIDAYS_SUBDIVISION,
    MAIL_SIGNATURE, AUTO_ACKNOWLEDGE, ACK_LIMIT_PER_DAY, FOLLOW_UP_HOURS, ANSWER_DELAY_SECONDS,
    MAIL_FILES_MEGABYTES, FILE_LINK_DAYS,
    STRANGERS_MAY_ASK, RAW_MAIL_DAYS, RAW_MAIL_MEGABYTES, SMS_MAY_LOG, OWN_APPROVAL,
    HOURS_LOCKED_THROUGH, LOCK_AFTER_DAYS, ASK_OVER_HOURS, TIMER_ASK_HOURS, MISSING_TO_MANAGER, CUSTOMERS_SEE_NAMES,
    MODULES_OFF,
)  # fmt: skip
