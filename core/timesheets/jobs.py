"""Sweeps of hours: forgotten timers, missing hours, time banks whose last day passed."""

from core.db.session import Sessions
from core.db.sweeping import sweep
from core.kit.jobs import Job, every
from core.timesheets import bank_queries, banks, missing, mornings, prompting, timers


async def ask_about_timers(sessions: Sessions) -> int:
    """Ask about clocks that run too long; returns how many."""
    return await sweep(sessions, timers.due_timer_ids, timers.ask_about_timer)


async def look_for_missing_hours(sessions: Sessions) -> int:
    """Look at the days that are due; returns how many."""
    async with sessions.begin() as session:
        await missing.plan_checks(session)
    looked = await sweep(sessions, missing.due_check_ids, missing.look)
    async with sessions.begin() as session:
        return looked + await missing.tell_managers(session)


async def greet_people(sessions: Sessions) -> int:
    """Tell people the jobs of their day when their morning comes; returns how many."""
    return await sweep(sessions, mornings.due_morning_ids, mornings.greet)


async def expire_banks(sessions: Sessions) -> int:
    """Close the time banks whose last day has passed; returns how many."""
    return await sweep(sessions, bank_queries.due_bank_ids, banks.expire_bank)


async def ask_for_weeks(sessions: Sessions) -> int:
    """Ask people to send their weeks, and approvers to decide; returns how many were asked about."""
    async with sessions.begin() as session:
        await prompting.plan_weeks(session)
    asked = await sweep(sessions, prompting.due_week_ids, prompting.ask_for_week)
    async with sessions.begin() as session:
        return asked + await prompting.tell_waiting(session)


JOBS = [
    Job("forgotten-timers", every(minutes=1), ask_about_timers),
    Job("mornings", every(minutes=1), greet_people),
    Job("missing-hours", every(minutes=5), look_for_missing_hours),
    Job("weeks-to-send", every(minutes=5), ask_for_weeks),
    Job("expired-time-banks", every(minutes=15), expire_banks),
]
