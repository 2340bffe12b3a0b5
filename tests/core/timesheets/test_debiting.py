"""Time banks beside everything else: booking, rounding, approval, reversal, reopening."""

from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.timesheets import service
from tests import make
from tests.core.timesheets.test_banks import MONDAY, a_bank, ledger

pytestmark = pytest.mark.usefixtures("clock")


async def test_work_approved_reversed_and_reopened_by_the_real_services_moves_the_bank(
    session: AsyncSession,
) -> None:
    """From a booking to the ledger: rounding, approval, a reversal, and its taking back."""
    matti = await make.a_member(session)
    anna = make.actor_of(await make.a_member(session, "Anna", owner=True))
    actor = make.actor_of(matti)
    lehto = await make.a_customer(session)
    await service.set_billing_rule(
        session, anna, customer_id=lehto.id, valid_from=date(2026, 1, 1), step_minutes=30
    )
    bank = await a_bank(session, lehto)
    last_week = MONDAY - timedelta(days=7)
    await service.log_time(session, actor, day=MONDAY, minutes=61, customer_id=lehto.id)
    entry = await service.log_time(session, actor, day=last_week, minutes=61, customer_id=lehto.id)
    await service.submit_week(session, actor, last_week)
    assert (entry.billed_minutes, bank.balance_minutes) == (90, 600)

    await service.approve_week(session, anna, matti.id, last_week)
    assert bank.balance_minutes == 510
    reversal, _none = await service.reverse_entry(session, anna, entry.id, reason="Other customer")
    assert bank.balance_minutes == 600
    await service.remove_entry(session, anna, reversal.id)
    assert bank.balance_minutes == 510
    await service.restore_entry(session, anna, reversal.id)
    assert bank.balance_minutes == 600
    await service.remove_entry(session, anna, reversal.id)
    await service.reopen_week(session, anna, matti.id, last_week, comment="Look again")
    assert [kind for kind, *_rest in await ledger(session, bank)] == [
        "purchase", "debit", "return", "debit", "return", "debit", "return"]  # fmt: skip
    assert bank.balance_minutes == 600
