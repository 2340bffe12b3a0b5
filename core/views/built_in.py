"""The views that every installation has: what the lists opened with before anybody saved one."""

from core.contact_requests.models import RequestState
from core.kit.i18n import N_
from core.outbound.models import OutboundState
from core.views.modules import BuiltIn, Tree


def _is(column: str, value: object, op: str = "is") -> Tree:
    return {"column": column, "op": op, "value": value}


def _all(*nodes: Tree) -> Tree:
    return {"all": list(nodes)}


_OPEN = _is("is_open", "yes")
_MINE: Tree = {"any": [_is("doer", "me"), _is("for_me", "yes")]}
_IN_SIGHT: Tree = {"any": [_is("deferred_until", None, "empty"),
                           _is("deferred_until", "until_today", "within")]}  # fmt: skip
_TASK = ("title", "customer", "project", "doer", "due_on", "stage")

TASKS = (
    BuiltIn("mine", N_("Mine"), ("title", "customer", "project", "due_on", "stage"), "due_on",
            _all(_OPEN, _MINE, _IN_SIGHT), group_by="due_on",
            empty=N_("Tasks given to you appear here, the most urgent first.")),
    BuiltIn("team", N_("All open"), _TASK, "-created", _all(_OPEN),
            empty=N_("Open tasks of your teams appear here.")),
    BuiltIn("due", N_("By date"), _TASK, "due_on", _all(_OPEN),
            empty=N_("Open tasks of your teams appear here.")),
    BuiltIn("done", N_("Done"), ("title", "customer", "project", "doer", "closed_at", "stage"),
            "-closed_at", _all(_is("is_open", "no")), empty=N_("Finished tasks appear here.")),
)  # fmt: skip
PROJECTS = (
    BuiltIn("open", N_("In progress"), ("name", "customer", "status", "responsible", "ends_on"),
            "name", _all(_OPEN),
            empty=N_("A customer’s larger work gathers its tasks and hours here.")),
    BuiltIn("closed", N_("Closed"), ("name", "customer", "status", "responsible", "ends_on"),
            "name", _all(_is("is_open", "no")), empty=N_("Closed projects appear here.")),
)  # fmt: skip

_REQUEST = ("channel", "asker", "subject", "preview", "priority", "state", "assignee", "activity")
_WAITING = ("channel", "asker", "subject", "preview", "priority", "waiting", "activity")
REQUESTS = (
    BuiltIn("mine", N_("Mine"), _WAITING, "-activity", _all(_OPEN, _is("assignee", "me")),
            counted=True,
            empty=N_("The requests you have taken appear here. Take one from your team’s box.")),
    BuiltIn("team", N_("Team"), _WAITING, "-activity", _all(_OPEN, _is("team", "my_teams")),
            counted=True,
            empty=N_("The requests of your teams appear here as soon as somebody writes.")),
    BuiltIn("unassigned", N_("Unassigned"), ("channel", "asker", "subject", "priority", "state",
                                             "team", "waiting", "activity"),
            "-activity", _all(_OPEN, _is("assignee", None, "empty")), counted=True,
            empty=N_("Everything that comes in has somebody. Well done.")),
    BuiltIn("all", N_("All"), _REQUEST, "-activity", _all(_OPEN), counted=True,
            empty=N_("Mail, text messages, forms and chats of customers appear here as requests.")),
    BuiltIn("closed", N_("Closed"), _REQUEST, "-activity",
            _all(_is("state", [RequestState.CLOSED, RequestState.DUPLICATE], "one_of")),
            empty=N_("Requests that were closed appear here.")),
    BuiltIn("spam", N_("Spam"), _REQUEST, "-activity", _all(_is("state", RequestState.SPAM)),
            empty=N_("What you mark as spam appears here.")),
)  # fmt: skip

_CUSTOMER = ("name", "aliases", "responsible", "tags")
CUSTOMERS = (
    BuiltIn("all", N_("In use"), _CUSTOMER, "name", _all(_is("put_away", "no")),
            empty=N_("Customers appear here when somebody writes to you, or when you add them.")),
    BuiltIn("mine", N_("I am responsible"), _CUSTOMER, "name",
            _all(_is("put_away", "no"), _is("responsible", "me")),
            empty=N_("The customers you answer for appear here.")),
    BuiltIn("archived", N_("What was put away"), _CUSTOMER, "name",
            _all(_is("put_away", "yes")),
            empty=N_("Customers that were put away appear here.")),
)  # fmt: skip
PERSONS = (
    BuiltIn("all", N_("In use"), ("name", "organisation", "mail", "phone"), "name",
            _all(_is("put_away", "no")),
            empty=N_("People appear here when they write to you, or when you add them.")),
    BuiltIn("archived", N_("What was put away"), ("name", "organisation", "mail", "phone"), "name",
            _all(_is("put_away", "yes")), empty=N_("People who were put away appear here.")),
)  # fmt: skip

_ENTRY = ("day", "staff", "customer", "project", "work_kind", "note", "worked", "billed")
_TOTALS = ({"make": "sum", "column": "worked"}, {"make": "sum", "column": "billed"})
HOURS = (
    BuiltIn("month", N_("This month"), _ENTRY, "-day", _all(_is("day", "this_month", "within")),
            figures=_TOTALS, empty=N_("No hours match these choices.")),
    BuiltIn("mine", N_("Mine"), _ENTRY, "-day", _all(_is("staff", "me")), figures=_TOTALS,
            empty=N_("The hours you log appear here.")),
    BuiltIn("all", N_("All"), _ENTRY, "-day", figures=_TOTALS,
            empty=N_("The hours that are logged appear here.")),
)  # fmt: skip
MESSAGES = (
    BuiltIn("all", N_("All"), ("sent", "direction", "author", "subject", "channel"), "-sent",
            empty=N_("What customers write and what you answer appears here.")),
    BuiltIn("in", N_("Came in"), ("sent", "author", "subject", "channel"), "-sent",
            _all(_is("direction", "in")), empty=N_("What customers write appears here.")),
    BuiltIn("out", N_("Went out"), ("sent", "author", "subject", "channel"), "-sent",
            _all(_is("direction", "out")), empty=N_("What you answer appears here.")),
)  # fmt: skip

_SENT = ("created", "channel", "address", "kind", "subject", "state")
_NOTHING = N_("Every message to customers and staff appears here with its state. Nothing is here "
              "now.")  # fmt: skip
OUTBOX = (
    BuiltIn("all", N_("All"), _SENT, "-created", empty=_NOTHING),
    BuiltIn(OutboundState.QUEUED, N_("Waiting"), _SENT, "-created",
            _all(_is("state", OutboundState.QUEUED)), empty=_NOTHING),
    BuiltIn(OutboundState.SENT, N_("Sent"), _SENT, "-created",
            _all(_is("state", OutboundState.SENT)), empty=_NOTHING),
    BuiltIn(OutboundState.SANDBOX, N_("Sandbox"), _SENT, "-created",
            _all(_is("state", OutboundState.SANDBOX)), empty=_NOTHING),
    BuiltIn(OutboundState.DEAD, N_("Could not be sent"), (*_SENT, "error"), "-created",
            _all(_is("state", OutboundState.DEAD)), empty=_NOTHING, counted=True),
    BuiltIn(OutboundState.UNKNOWN, N_("Perhaps sent"), (*_SENT, "error"), "-created",
            _all(_is("state", OutboundState.UNKNOWN)), empty=_NOTHING, counted=True),
)  # fmt: skip
STAFF = (
    BuiltIn("all", N_("Works here"), ("name", "roles", "teams", "email", "phone"), "name",
            _all(_is("active", "yes")), empty=N_("The people who work here appear here.")),
    BuiltIn("ended", N_("Access ended"), ("name", "roles", "teams", "email", "phone"), "name",
            _all(_is("active", "no")), empty=N_("People whose access has ended appear here.")),
)  # fmt: skip
