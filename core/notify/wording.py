"""The messages whose words the company may change: who gets them and what may stand in them."""

from dataclasses import dataclass, field
from typing import Any

from core.kit.i18n import N_

STAFF_CHANNELS = ("telegram", "webchat", "mail", "sms")
CUSTOMER_CHANNELS = ("mail", "telegram", "sms")


@dataclass(frozen=True)
class Wording:
    """One kind of message. `sample` has every value its template may use, for check and preview."""

    name: str
    label: str
    sample: dict[str, Any]
    channels: tuple[str, ...] = STAFF_CHANNELS
    for_customers: bool = False
    required: tuple[str, ...] = field(default=())


_REQUEST = {
    "number": "R-2026-0042", "subject": "Hana vuotaa", "asker": "Liisa Peltola",
    "preview": "Keittiön hana vuotaa yötä päivää. Pääsisikö joku katsomaan?",
    "since": "12 min", "team": "Putki", "by": "Anna",
}  # fmt: skip
_TASK = {"number": "T-2026-0007", "title": "Vaihda hana", "customer": "Lehto", "due": "ti 31.3.",
         "by": "Anna"}  # fmt: skip
_ACTIVITY = {**_TASK, "what": "Soitto: varmista aika"}

_TALK = {"by": "Anna", "where": "T-2026-0007 · Vaihda hana", "text": "@Matti katsotko?"}

WORDINGS: dict[str, Wording] = {
    one.name: one
    for one in (
        Wording("acknowledgement", N_("To a customer: we have your request"),
                {"number": "R-2026-0042", "subject": "Hana vuotaa", "name": "Liisa Peltola",
                 "company": "Lehto Oy"}, CUSTOMER_CHANNELS, True, ("number",)),
        Wording("request_opened", N_("To the team: a new request"), _REQUEST),
        Wording("request_assigned", N_("To a person: a request was given to you"), _REQUEST),
        Wording("customer_replied", N_("To whoever has a request: the customer wrote"), _REQUEST),
        Wording("request_unanswered", N_("To whoever has a request: nobody has answered"),
                _REQUEST),
        Wording("request_back", N_("To whoever put a request aside: its time has come"), _REQUEST),
        Wording("answer_failed", N_("To whoever has a request: an answer came back"), _REQUEST),
        Wording("task_assigned", N_("To a person: a task was given to you"), _TASK),
        Wording("signature_wanted", N_("To whoever signs: a task waits for it"),
                {**_TASK, "stage": "Tarkistus"}),
        Wording("task_due", N_("To a person: a task is due"), {**_TASK, "overdue": False}),
        Wording("task_back", N_("To a person: a task that was put aside is back"), _TASK),
        Wording("activity_given", N_("To a person: an activity was directed to you"), _ACTIVITY),
        Wording("activity_due", N_("To a person: an activity is due"),
                {**_ACTIVITY, "overdue": False}),
        Wording("activity_done", N_("To whoever directed an activity: it is done"),
                {**_ACTIVITY, "result": "Lehto ottaa tarjouksen."}),
        Wording("reminder_due", N_("To a person: the reminder they asked for"),
                {"text": "Soita Lehdolle", "number": "", "customer": ""}),
        Wording("hours_missing", N_("To a person: hours are missing from a day"),
                {"day": "ti 31.3.", "missing": "3,5 h", "step": 1, "same": "",
                 "waiting": "“3 h heikkinen”"}),
        Wording("hours_missing_manager", N_("To approvers: who lacks hours of the day before"),
                {"day": "ti 31.3.", "count": 2, "lines": "Lena: 3 h\nMatti: 7,5 h"}),
        Wording("morning", N_("To a person: today’s jobs"),
                {"day": "ti 31.3.", "count": 2,
                 "jobs": "8.00 Lehto: Vaihda hana\nMannerheimintie 1, Helsinki · +358401234567"}),
        Wording("hours_by_other", N_("To a person: somebody else booked or changed their hours"),
                {"what": "booked", "by": "Anna", "work": "8 h · Lehto", "day": "ti 31.3."}),
        Wording("hours_objected", N_("To whoever booked hours: the person objects"),
                {"by": "Matti", "work": "8 h · Lehto", "day": "ti 31.3.", "reason": ""}),
        Wording("timer_forgotten", N_("To a person: is your timer still running?"),
                {"since": "7.30", "customer": "Lehto"}),
        Wording("week_submitted", N_("To approvers: a week waits for approval"),
                {"name": "Matti", "week": 14, "total": "36 h / 37,5 h",
                 "notes": "1,5 h puuttuu: ke 1.4.", "sums": "84 km"}),
        Wording("week_reopening_asked", N_("To approvers: somebody asks to open a week"),
                {"name": "Matti", "week": 14, "comment": "Torstai unohtui."}),
        Wording("weeks_waiting", N_("To approvers: weeks have waited for long"), {"count": 3}),
        Wording("week_to_submit", N_("To a person: send your week for approval"),
                {"week": 14, "total": "36 h", "norm": "37,5 h", "late": False}),
        Wording("week_approved", N_("To a person: your week is approved"),
                {"week": 14, "total": "37,5 h", "by": "Anna", "comment": ""}),
        Wording("week_rejected", N_("To a person: your week was sent back"),
                {"week": 14, "total": "36 h", "by": "Anna", "comment": "Mikä työmaa torstaina?"}),
        Wording("week_reopened", N_("To a person: your week is open again"),
                {"week": 14, "total": "37,5 h", "by": "Anna", "comment": "Torstai unohtui."}),
        Wording("bank_low", N_("To who looks after time banks: a bank runs low"),
                {"customer": "Lehto", "bank": "Ylläpito 2026", "left": "4,5 h", "limit": "10 h"}),
        Wording("bank_expired", N_("To who looks after time banks: a bank expired"),
                {"customer": "Lehto", "bank": "Ylläpito 2026", "day": "ti 31.3.",
                 "lost": "12 h"}),
        Wording("bank_low_customer", N_("To a customer: your time bank runs low"),
                {"bank": "Ylläpito 2026", "left": "4,5 h"}, ("mail",), True),
        Wording("endorsement_asked", N_("To a customer: look through your hours"),
                {"link": "https://apuri.example/hours/…", "period": "ma 2.3. – ti 31.3.",
                 "company": "Lehto Oy", "until": "ti 14.4."}, ("mail",), True, ("link",)),
        Wording("hours_confirmed", N_("To whoever asked a customer: the hours are confirmed"),
                {"customer": "Lehto", "period": "ma 2.3. – ti 31.3.", "open": 0, "disputed": 0,
                 "comment": ""}),
        Wording("hours_disputed", N_("To approvers: a customer disputes hours"),
                {"customer": "Lehto", "period": "ma 2.3. – ti 31.3.", "open": 0, "disputed": 2,
                 "comment": "“Tiistaina teitä oli yksi.”"}),
        Wording("mentioned", N_("To a person: a colleague mentioned you"), _TALK),
        Wording("commented", N_("To followers and whose work it is: somebody commented"), _TALK),
        Wording("followed", N_("To followers: something happened"),
                {"by": "Anna", "where": "T-2026-0007 · Vaihda hana", "what": "Valmis"}),
        Wording("source_failed", N_("To administrators: a source does not work"),
                {"source": "info@lehto.example", "detail": "The password was refused."}),
        Wording("sending_failed", N_("To administrators: a mailbox cannot send"),
                {"source": "info@lehto.example", "detail": "The password was refused."}),
        Wording("mailbox_gap", N_("To administrators: mail had been missed"),
                {"source": "info@lehto.example", "count": 2}),
        Wording("arrival_failed", N_("To administrators: a message could not be read"),
                {"source": "info@lehto.example", "channel": "mail"}),
        Wording("bundle", N_("To a person: several notices in one"),
                {"count": 7, "lines": "R-2026-0042 Hana vuotaa\nT-2026-0007 Vaihda hana"}),
    )
}  # fmt: skip
