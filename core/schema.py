"""Every model, so that metadata is complete: for migrations and for tests."""

from core.assistant import models as assistant
from core.contact_requests import models as contact_requests
from core.conversations import models as conversations
from core.db.base import Record
from core.discussion import models as discussion
from core.events import models as events
from core.expenses import models as expenses
from core.fields import models as fields
from core.files import models as files
from core.inbox import models as inbox
from core.intake import models as intake
from core.notify import models as notify
from core.numbering import models as numbering
from core.outbound import models as outbound
from core.people import models as people
from core.search import models as search
from core.settings import models as settings
from core.sources import models as sources
from core.staff import models as staff
from core.timesheets import models as timesheets
from core.views import models as views
from core.work import models as work

metadata = Record.metadata

__all__ = [
    "assistant", "contact_requests", "conversations", "discussion", "events", "expenses", "fields",
    "files", "inbox", "intake", "metadata", "notify", "numbering", "outbound", "people",
    "search", "settings", "sources", "staff", "timesheets", "views", "work",
]  # fmt: skip
