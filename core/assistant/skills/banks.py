"""What is left in a customer's time banks, or in all of them."""

from core.access.actor import require
from core.assistant.turns import Turn
from core.kit import formatting
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.language.inquiries import Inquiry
from core.timesheets import bank_queries, policies
from core.timesheets.bank_queries import BankLine

SHOWN = 14


async def left(turn: Turn, asked: Inquiry) -> str:
    """Return the banks with their balances, in the order work is debited from them."""
    require(policies.can_see_banks(turn.actor))
    customer_id = parse_id((asked.customer.ref if asked.customer else None) or "")
    if asked.customer is None or customer_id is None:
        page = await bank_queries.banks_page(turn.session, turn.actor, size=SHOWN)
        lines = [f"{one.customer}: {_line(one)}" for one in page.rows]
        lines += ["…"] if page.next_cursor else []
        return "\n".join(lines) or _("No customer has a time bank.")
    banks = await bank_queries.banks_of(turn.session, turn.actor, [customer_id], today=turn.today)
    if not banks:
        return _("{customer} has no time bank.").format(customer=asked.customer.name)
    whole = formatting.hours(sum(one.bank.balance_minutes for one in banks))
    if len(banks) == 1:
        return f"{asked.customer.name}: {_line(banks[0])}"
    return "\n".join([f"{asked.customer.name}: {whole}", *map(_line, banks)])


def _line(one: BankLine) -> str:
    parts = [formatting.hours(one.bank.balance_minutes), one.bank.name]
    parts += [one.project] if one.project else []
    if one.bank.expires_on:
        parts.append(_("until {day}").format(day=formatting.day(one.bank.expires_on)))
    return " · ".join(parts)
