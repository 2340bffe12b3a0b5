"""What lists of outgoing messages may show."""

from core.columns import Choice, Column, Kind
from core.columns.choices import CHANNELS
from core.kit.i18n import N_
from core.outbound.models import OutboundMessage, OutboundState

STATES = (
    Choice(OutboundState.QUEUED, N_("Waits to be sent")),
    Choice(OutboundState.SENDING, N_("Being sent")),
    Choice(OutboundState.SENT, N_("Sent"), "good"),
    Choice(OutboundState.SANDBOX, N_("Sandbox: not sent"), "wait"),
    Choice(OutboundState.DEAD, N_("Could not be sent"), "late"),
    Choice(OutboundState.UNKNOWN, N_("Perhaps sent"), "late"),
    Choice(OutboundState.CANCELLED, N_("Cancelled"), "quiet"),
)

COLUMNS = (
    Column("created", N_("Written"), Kind.MOMENT, OutboundMessage.created_at,
           sort=OutboundMessage.id, width="narrow"),
    Column("address", N_("Recipient"), Kind.TEXT, OutboundMessage.address, width="wide"),
    Column("kind", N_("Kind"), Kind.TEXT, OutboundMessage.kind, filters=False),
    Column("subject", N_("Subject"), Kind.TEXT, OutboundMessage.subject, width="wide"),
    Column("channel", N_("Channel"), Kind.CHOICE, OutboundMessage.channel, choices=CHANNELS),
    Column("state", N_("State"), Kind.CHOICE, OutboundMessage.state, choices=STATES),
    Column("due", N_("To be sent"), Kind.MOMENT, OutboundMessage.due_at, ahead=True),
    Column("sent", N_("Sent"), Kind.MOMENT, OutboundMessage.sent_at),
    Column("attempts", N_("Tries"), Kind.NUMBER, OutboundMessage.attempts),
    Column("error", N_("Why not"), Kind.TEXT, OutboundMessage.error, width="wide",
           on_phone=False),
)  # fmt: skip
