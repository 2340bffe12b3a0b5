"""What each kind of source needs: the fields of its configuration and its credentials."""

from dataclasses import dataclass
from typing import Any

from core.errors import Invalid
from core.kit.i18n import N_, _
from core.kit.text import one_line
from core.sources.models import SourceKind


@dataclass(frozen=True, slots=True)
class SourceField:
    """One thing to fill in. `kind` is text, number, choice, check, list or secret.

    `choices` are (stored value, msgid); `label` and `help` are msgids. A secret goes to the
    encrypted column, everything else to `config`. `only` (name, values) tells that it means
    something only while another field has one of these values.
    """

    name: str
    label: str
    help: str = ""
    kind: str = "text"
    default: Any = ""
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    only: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class SourceShape:
    """How a kind is called, how its address is called and which fields it has."""

    title: str
    address_label: str
    address_help: str
    fields: tuple[SourceField, ...] = ()
    several: bool = True  # whether an owner may make more than one by hand

    @property
    def secret_names(self) -> tuple[str, ...]:
        """Names of the write-only fields."""
        return tuple(field.name for field in self.fields if field.kind == "secret")


_TLS = (("tls", N_("TLS from the first byte")), ("starttls", N_("STARTTLS")),
        ("none", N_("No encryption (own network only)")))  # fmt: skip

_SIGN_IN = (("password", N_("With a password")), ("google", N_("With Google")),
            ("microsoft", N_("With Microsoft 365")))  # fmt: skip

_BY_PASSWORD = ("sign_in", ("password",))
_BY_TOKEN = ("sign_in", ("google", "microsoft"))

SHAPES: dict[SourceKind, SourceShape] = {
    SourceKind.MAILBOX: SourceShape(
        N_("Mailbox"), N_("Mail address"), N_("The address that customers write to."),
        (
            SourceField("imap_host", N_("IMAP server"), N_("For example imap.example.com."),
                        required=True),
            SourceField("imap_port", N_("IMAP port"), kind="number", default=993),
            SourceField("imap_tls", N_("IMAP encryption"), kind="choice", default="tls",
                        choices=_TLS),
            SourceField("sign_in", N_("Signing in"),
                        N_("Google and Microsoft 365 take no passwords of other programs."),
                        kind="choice", default="password", choices=_SIGN_IN),
            SourceField("user", N_("User name"),
                        N_("Usually the mail address itself."), required=True),
            SourceField("password", N_("Password"), kind="secret", only=_BY_PASSWORD),
            SourceField("client_id", N_("Client ID"),
                        N_("Only with Google or Microsoft 365: from the app that you registered "
                           "there."),
                        only=_BY_TOKEN),
            SourceField("client_secret", N_("Client secret"), N_("From the same app."),
                        kind="secret", only=_BY_TOKEN),
            SourceField("tenant", N_("Microsoft 365 tenant"),
                        N_("The directory’s ID or domain. Empty: any organisation."),
                        only=("sign_in", ("microsoft",))),
            SourceField("refresh_token", N_("Refresh token"),
                        N_("Comes by itself when you sign in by the button on this page; or paste "
                           "one."),
                        kind="secret", only=_BY_TOKEN),
            SourceField("folder", N_("Folder to read"), default="INBOX"),
            SourceField(
                "after", N_("When a mail has been stored"), kind="choice", default="keep",
                choices=(("keep", N_("Leave it where it is")), ("flag", N_("Flag it")),
                         ("move", N_("Move it to another folder"))),
            ),
            SourceField("processed_folder", N_("Folder to move to"),
                        N_("Used only when mails are moved."), default="Processed",
                        only=("after", ("move",))),
            SourceField("smtp_host", N_("SMTP server"),
                        N_("Empty: answers stay in the outbox and nothing leaves.")),
            SourceField("smtp_port", N_("SMTP port"), kind="number", default=465),
            SourceField("smtp_tls", N_("SMTP encryption"), kind="choice", default="tls",
                        choices=_TLS),
            SourceField("smtp_user", N_("SMTP user name"), N_("Empty: the same as above.")),
            SourceField("smtp_password", N_("SMTP password"), N_("Empty: the same as above."),
                        kind="secret"),
            SourceField("authserv_id", N_("Server that checks senders"),
                        N_("The name that your mail server writes into Authentication-Results, "
                           "such as mx.google.com. It must check every mail. Then staff may send "
                           "commands like “#2h Lehto” from their own address.")),
            SourceField("dkim_selector", N_("DKIM selector"),
                        N_("Only if this installation is to sign outgoing mail itself.")),
            SourceField("dkim_key", N_("DKIM private key"), N_("As PEM; write-only."),
                        kind="secret"),
        ),
    ),
    SourceKind.SMTP: SourceShape(
        N_("Local mail intake"), N_("Mail address"),
        N_("Mail handed over to this machine’s own SMTP port."), several=False,
    ),
    SourceKind.TELEGRAM: SourceShape(
        N_("Telegram bot"), N_("Bot name"), N_("The bot’s user name without the @ sign."),
        (
            SourceField("token", N_("Bot token"), N_("BotFather gives it when a bot is made."),
                        kind="secret", required=True),
            SourceField("mode", N_("How updates arrive"), kind="choice", default="polling",
                        choices=(("polling", N_("We ask Telegram (works everywhere)")),
                                 ("webhook", N_("Telegram calls us (needs a public address)")))),
            SourceField("webhook_secret", N_("Webhook secret"),
                        N_("Made by itself; type one only to change it."), kind="secret",
                        only=("mode", ("webhook",))),
        ),
    ),
    SourceKind.SMS: SourceShape(
        N_("Text message number"), N_("Phone number"),
        N_("The number with its country code, such as +358 40 123 4567."),
        (
            SourceField("account_sid", N_("Twilio account SID"), N_("Begins with AC."),
                        required=True),
            SourceField("auth_token", N_("Twilio auth token"), kind="secret", required=True),
            SourceField("numbers", N_("Further numbers"),
                        N_("One on each line, with the country code."), kind="list"),
        ),
    ),
    SourceKind.FORM: SourceShape(
        N_("Web form"), N_("Address of the form"),
        N_("The last part of the form’s address: small letters, digits and hyphens."),
        (
            SourceField("title", N_("Heading of the form")),
            SourceField("intro", N_("Text above the form")),
        ),
    ),
    SourceKind.WEBCHAT: SourceShape(
        N_("Web chat"), N_("Address"), N_("The chat inside this panel."), several=False,
    ),
    SourceKind.MANUAL: SourceShape(
        N_("Entered by hand"), N_("Address"), N_("Requests that staff write down themselves."),
        several=False,
    ),
}  # fmt: skip


def checked_config(kind: SourceKind, given: dict[str, Any]) -> dict[str, Any]:
    """Return a complete, typed configuration; raises Invalid naming the field."""
    fields = [field for field in SHAPES[kind].fields if field.kind != "secret"]
    known = {field.name: _checked(field, given.get(field.name)) for field in fields}
    return {**{name: value for name, value in given.items() if name not in known}, **known}


def checked_secrets(kind: SourceKind, given: dict[str, str | None]) -> dict[str, str | None]:
    """Return the credentials that this kind knows, without surrounding white space."""
    allowed = SHAPES[kind].secret_names
    return {name: value.strip() if value else None for name, value in given.items()
            if name in allowed}  # fmt: skip


def _checked(field: SourceField, value: Any) -> Any:
    if value is None or value == "":
        if field.required:
            raise Invalid(_("Fill in “{label}”.").format(label=_(field.label)), field=field.name)
        return [] if field.kind == "list" else field.default
    if field.kind == "number":
        return _port(field, value)
    if field.kind == "list":
        lines = value.splitlines() if isinstance(value, str) else value
        return [one_line(line) for line in lines if one_line(line)]
    if field.kind == "choice" and value not in dict(field.choices):
        sentence = _("Choose one of the offered values for “{label}”.")
        raise Invalid(sentence.format(label=_(field.label)), field=field.name)
    return one_line(str(value)) if field.kind == "text" else value


def _port(field: SourceField, value: Any) -> int:
    try:
        number = int(str(value))
    except ValueError:
        number = 0
    if not 1 <= number <= 65535:
        sentence = _("“{label}” is a number from 1 to 65535.").format(label=_(field.label))
        raise Invalid(sentence, field=field.name)
    return number
