"""What a message reports, while it is being put together."""

from dataclasses import dataclass, field

from core.language.quantities import Amounts
from core.language.reading import Ask, Choice, Entry, Intent


@dataclass(slots=True)
class Ledger:
    """What a message reports: entries (perhaps with empty slots) and what to ask."""

    entries: list[Entry] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    whys: list[str] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    amounts: Amounts = field(default_factory=lambda: Amounts([]))

    def ask(self, what: Ask, why: str) -> None:
        """Add a doubt once, with the sentence (a msgid) that says what is doubtful."""
        if what not in self.asks:
            self.asks.append(what)
            self.whys.append(why)

    @property
    def intent(self) -> Intent:
        """log_time, log_travel, log_expense or multi."""
        kinds = {e.kind for e in self.entries}
        if len(kinds) > 1:
            return "multi"
        if kinds == {"travel"}:
            return "log_travel"
        return "log_expense" if kinds == {"expense"} else "log_time"
