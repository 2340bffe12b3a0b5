"""What a page says after a form was carried out or refused, across the redirect.

A refusal travels in the address with a signature: nobody can put words into our page by a link.
"""

from starlette.requests import Request

from admin.pages import wording
from admin.pages.rendering import link
from core.errors import DomainError
from core.kit.crypto import Keyring
from core.kit.i18n import N_, _

DONE = {
    "carried_out": N_("Done."),
    "invited": N_("The invitation is on its way."),
    "access_ended": N_("The access has ended, and every browser is signed out."),
    "access_given": N_("The access is back."),
    "mailbox_signed_in": N_("Signed in. The mailbox is read in a moment."),
}
_PURPOSE = "notice"


def refused_at(request: Request, path: str, error: DomainError) -> str:
    """Return the address of a page that shows a refusal."""
    keyring: Keyring = request.state.app.keyring
    sentence = error.sentence()
    return link(path, refused=sentence, by=keyring.sign(_PURPOSE, sentence, 32))


def refusal_in(request: Request) -> str | None:
    """Return the refusal an address brings, if it is one of ours."""
    sentence = request.query_params.get("refused")
    keyring: Keyring = request.state.app.keyring
    signature = request.query_params.get("by", "")
    return sentence if sentence and keyring.verify(_PURPOSE, sentence, signature) else None


def done_in(request: Request) -> str | None:
    """Return the sentence of a known `?done=` code."""
    code = request.query_params.get("done", "")
    return _(DONE[code]) if code in DONE else wording.done(code)
