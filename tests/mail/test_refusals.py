"""What a server's refusal blames: the address, or something of ours that must not mark it."""

import pytest

from core.outbound.ports import RefusedForGood
from core.startup import App
from mail.refusals import blames_address
from mail.sender import MailSender
from tests.fakes.smtp_sink import SmtpSink
from tests.mail.test_sender import account, outgoing, sink

__all__ = ["sink"]


@pytest.mark.parametrize(
    "words",
    [
        "550 5.1.1 <…>: Recipient address rejected: User unknown in local recipient table",
        "550-5.1.1 The email account that you tried to reach does not exist.",
        "550 No such user here",
        "553 5.1.2 The recipient address is not a valid RFC 5321 address",
        "550 5.2.1 The account that you tried to reach is disabled",
        "556 5.1.10 Recipient address has null MX",
        "551 User not local",
    ],
)
def test_an_unknown_recipient_is_the_addresss_fault(words: str) -> None:
    assert blames_address(words, at_recipient=True)


@pytest.mark.parametrize(
    "words",
    [
        "550 5.7.1 Message rejected due to policy",
        "554 5.7.1 Service unavailable; client host blocked using zen",
        "552 5.2.2 Mailbox full",
        "552 5.3.4 Message size exceeds fixed limit",
        "550 5.7.26 Unauthenticated email is not accepted, check SPF and DKIM",
        "550 Message looks like spam",
        "550 Sender address rejected: not owned by user",
        "554 5.6.0 Bad content",
        "550 5.1.8 Bad sender's system address",
        "550 5.4.6 Routing loop detected",
        "500 Syntax error",
    ],
)
def test_policy_size_and_our_own_faults_mark_nobody(words: str) -> None:
    assert not blames_address(words, at_recipient=True)


def test_words_after_the_data_blame_the_address_by_its_status_only() -> None:
    assert blames_address("550 5.1.1 no such user", at_recipient=False)
    assert not blames_address("550 no thanks", at_recipient=False)


@pytest.mark.parametrize(
    ("answer", "of_address"),
    [("550 5.1.1 User unknown", True), ("550 5.7.1 Rejected by policy", False)],
)
async def test_the_sender_says_whose_fault_a_refusal_is(
    app: App, sink: SmtpSink, answer: str, of_address: bool
) -> None:
    source = await account(app, sink.port)
    sink.refuse("ann@example.com", answer)
    with pytest.raises(RefusedForGood) as refusal:
        await MailSender(app).send(outgoing(source))
    assert refusal.value.of_address is of_address
