"""JSON lines of `apuri understand`: request to `Said`, `Reading` to answer."""

import datetime as dt
from collections import OrderedDict
from decimal import Decimal
from typing import Any

from core.language.reading import (
    Context,
    Customer,
    Directory,
    Entry,
    Kind,
    Named,
    Reading,
    RunningTimer,
    Said,
    SavedEntry,
)

_MOST_DIRECTORIES = 8
_directories: OrderedDict[str, Directory] = OrderedDict()
_OUTSIDE = {"help": "none", "take_request": "none", "answer_request": "none",
            "close_request": "none", "absence": "none", "drop_timer": "none",
            "finish_task": "none", "note_entry": "none", "list_requests": "none",
            "submit_week": "none", "recall_week": "none", "approve_week": "none",
            "reject_week": "none"}  # fmt: skip


def said_of(request: dict[str, Any]) -> Said:
    """The words and what is needed to read them."""
    return Said(
        text=str(request.get("text") or ""),
        now=dt.datetime.fromisoformat(request["now"]).replace(tzinfo=None),
        tz=request.get("tz") or "Europe/Helsinki",
        lang=request.get("lang"),
        region=request.get("region"),
        currency=request.get("currency"),
        directory=directory_of(request.get("directory") or {}),
        context=context_of(request.get("context") or {}),
    )


def directory_of(given: dict[str, Any]) -> Directory:
    """The directory of a request; the latest ones are kept with their index."""
    key = repr(given)
    found = _directories.get(key)
    if found is None:
        colleagues = given.get("colleagues")
        found = Directory(
            customers=tuple(
                Customer(
                    c["name"],
                    aliases=tuple(c.get("aliases") or ()),
                    projects=tuple(Named(p) for p in c.get("projects") or ()),
                )
                for c in given.get("customers") or ()
            ),
            project_aliases=dict(given.get("project_aliases") or {}),
            tasks=tuple(Named(t) for t in given.get("tasks") or ()),
            colleagues=None if colleagues is None else tuple(Named(c) for c in colleagues),
        )
        _directories[key] = found
        while len(_directories) > _MOST_DIRECTORIES:
            _directories.popitem(last=False)
    else:
        _directories.move_to_end(key)
    return found


def context_of(given: dict[str, Any]) -> Context:
    """What was saved last and what runs."""
    timer = given.get("running_timer")
    return Context(
        tuple(saved_of(e) for e in given.get("last_entries") or ()),
        RunningTimer(
            timer.get("customer"), dt.datetime.fromisoformat(timer["start"]), timer.get("project")
        ) if timer else None,
    )  # fmt: skip


def saved_of(given: dict[str, Any]) -> SavedEntry:
    """One saved entry."""
    kind: Kind = given.get("kind") or (
        "travel" if "km" in given else "expense" if "amount" in given else "time"
    )
    return SavedEntry(
        id=given.get("id", 0),
        kind=kind,
        date=dt.date.fromisoformat(given["date"]),
        customer=given.get("customer"),
        minutes=given.get("minutes"),
        start=_time(given.get("start")),
        end=_time(given.get("end")),
        project=given.get("project"),
        task=given.get("task"),
        billable=given.get("billable"),
        km=_decimal(given.get("km")),
        amount=_decimal(given.get("amount")),
        currency=given.get("currency"),
    )


def _time(text: str | None) -> dt.time | None:
    return None if not text else dt.time.fromisoformat(text)


def _decimal(number: float | str | None) -> Decimal | None:
    return None if number is None else Decimal(str(number))


# ------------------------------------------------------------------ answers


def answer_of(reading: Reading) -> dict[str, Any]:
    """The answer without its id; intents beyond the contract become `none`."""
    found: dict[str, Any] = {"intent": _OUTSIDE.get(reading.intent, reading.intent)}
    if reading.entries and reading.intent not in _OUTSIDE:
        several = reading.intent == "multi"
        found["entries"] = [entry_line(e, kind=several) for e in reading.entries]
    if reading.target is not None:
        found["target"] = reading.target
    if reading.task is not None:
        task = reading.task
        found["task"] = {
            "title": task.title, "due": _iso(task.due), "time": hour_of(task.time),
            "customer": task.customer,
        }  # fmt: skip
    if reading.contact is not None:
        contact = reading.contact
        found["contact"] = {
            "name": contact.name, "phone": contact.phone, "email": contact.email,
            "about": contact.about,
        }  # fmt: skip
    if reading.query is not None:
        query = reading.query
        found["query"] = {
            "what": query.what, "from": _iso(query.first), "to": _iso(query.last),
            "customer": query.customer,
        }  # fmt: skip
    if reading.ask:
        found["ask"] = list(reading.ask)
    if reading.draft is not None:
        found["draft"] = {
            "intent": reading.draft.intent,
            "entries": [entry_line(e, kind=True) for e in reading.draft.entries],
            "choices": [
                {"slot": c.slot, "entry": c.entry, "options": [o.value for o in c.options]}
                for c in reading.draft.choices
            ],
        }
    return found


def entry_line(entry: Entry, *, kind: bool) -> dict[str, Any]:
    """One entry; empty slots are left out."""
    slots: dict[str, Any] = {
        "kind": entry.kind if kind else None,
        "minutes": entry.minutes,
        "date": _iso(entry.date),
        "person": entry.person,
        "customer": entry.customer,
        "project": entry.project,
        "task": entry.task,
        "billable": entry.billable,
        "start": hour_of(entry.start),
        "end": hour_of(entry.end),
        "km": decimal_of(entry.km),
        "amount": decimal_of(entry.amount),
        "currency": entry.currency,
    }
    return {name: value for name, value in slots.items() if value is not None}


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def hour_of(time: dt.time | None) -> str | None:
    return time.strftime("%H:%M") if time else None


def decimal_of(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
