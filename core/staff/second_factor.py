"""The second factor of signing in: an authenticator app's codes (RFC 6238) and recovery codes.

A secret is stored encrypted; a code works once; recovery codes are stored as hashes, each works
once. Who lost both asks somebody who may manage them to take the second factor away.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

import pyotp
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.db.adding import add_rows
from core.errors import Invalid
from core.events.bus import record
from core.kit.clock import now
from core.kit.crypto import CannotDecrypt, Keyring, token_hash
from core.kit.i18n import _
from core.settings.queries import load_company
from core.staff import events, policies, queries
from core.staff.errors import CodeRefused, SecondFactorRequired
from core.staff.models import RecoveryCode, StaffMember

CODES = 10
STEP = 30
"""Seconds a code lasts; one step before and after is taken too, for clocks that differ."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app is told: the secret to type and the same as an otpauth URI."""

    secret: str
    uri: str


async def begin(session: AsyncSession, actor: Actor) -> Enrolment:
    """Return a new secret for the actor; it counts once `confirm` has seen a code of it."""
    member = await queries.get_member(session, actor.staff_id, lock=True)
    if member.totp_confirmed_at is not None:
        raise Invalid(_("A second factor is in use already. Take it away first."))
    member.totp_secret = _keyring(session).encrypt(secret := pyotp.random_base32()).decode()
    member.totp_last_step = None
    await session.flush()
    return await _enrolment(session, member, secret)


async def waiting(session: AsyncSession, member: StaffMember) -> Enrolment | None:
    """Return the enrolment that waits for its first code, or None."""
    secret = _secret(session, member)
    if secret is None or member.totp_confirmed_at is not None:
        return None
    return await _enrolment(session, member, secret)


async def _enrolment(session: AsyncSession, member: StaffMember, secret: str) -> Enrolment:
    company = (await load_company(session)).name or "Apuri"
    uri = pyotp.TOTP(secret).provisioning_uri(name=member.email, issuer_name=company)
    return Enrolment(secret, uri)


async def confirm(session: AsyncSession, actor: Actor, code: str) -> list[str]:
    """Begin to demand codes, given a right one; return the recovery codes, shown only now."""
    member = await queries.get_member(session, actor.staff_id, lock=True)
    if member.totp_confirmed_at is not None or not _is_right(session, member, code):
        raise CodeRefused
    member.totp_confirmed_at = now()
    await session.flush()
    await record(session, actor, events.SecondFactorAdded(member.id))
    return await _new_codes(session, member.id)


async def renew_codes(session: AsyncSession, actor: Actor, code: str) -> list[str]:
    """Return new recovery codes; the old ones work no more. Raises CodeRefused."""
    member = await queries.get_member(session, actor.staff_id, lock=True)
    if not _is_right(session, member, code):
        raise CodeRefused
    await record(session, actor, events.RecoveryCodesRenewed(member.id))
    return await _new_codes(session, member.id)


async def check(session: AsyncSession, staff_id: UUID, code: str) -> bool:
    """Tell whether a code of the app or a recovery code is right, and use it up."""
    member = await queries.get_member(session, staff_id, lock=True)
    if member.totp_confirmed_at is None:
        return False
    return _is_right(session, member, code) or await _spend(session, staff_id, code)


async def remove(session: AsyncSession, actor: Actor, staff_id: UUID, code: str = "") -> None:
    """Demand no codes of a member any more: oneself with a right code, or whoever manages them.

    Raises SecondFactorRequired when one's own role demands it, CodeRefused for a wrong code.
    """
    member = await queries.get_member(session, staff_id, lock=True)
    if policies.is_self(actor, member):
        if any(role.second_factor_required for role in member.roles):
            raise SecondFactorRequired
        if not await check(session, staff_id, code):
            raise CodeRefused
    else:
        require(policies.can_manage(actor, member))
    member.totp_secret = member.totp_confirmed_at = member.totp_last_step = None
    await session.execute(sa.delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    await session.flush()
    await record(session, actor, events.SecondFactorRemoved(staff_id))


async def codes_left(session: AsyncSession, staff_id: UUID) -> int:
    """Return how many recovery codes still work."""
    unused = sa.select(sa.func.count()).where(
        RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None)
    )
    return int(await session.scalar(unused) or 0)


def _is_right(session: AsyncSession, member: StaffMember, code: str) -> bool:
    """Tell whether an app's code is right and newer than the last one used."""
    secret = _secret(session, member)
    digits = "".join(code.split())
    if secret is None or not (len(digits) == 6 and digits.isascii() and digits.isdecimal()):
        return False
    totp, step = pyotp.TOTP(secret), int(now().timestamp()) // STEP
    for one in (step - 1, step, step + 1):
        is_new = member.totp_last_step is None or one > member.totp_last_step
        if is_new and secrets.compare_digest(totp.generate_otp(one), digits):
            member.totp_last_step = one
            return True
    return False


async def _spend(session: AsyncSession, staff_id: UUID, code: str) -> bool:
    spent = await session.execute(
        sa.update(RecoveryCode)
        .where(RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None),
               RecoveryCode.code_hash == _hash(staff_id, code))
        .values(used_at=now())
        .returning(RecoveryCode.id)
    )  # fmt: skip
    return spent.first() is not None


async def _new_codes(session: AsyncSession, staff_id: UUID) -> list[str]:
    await session.execute(sa.delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    codes = [_code() for _number in range(CODES)]
    rows = [{"staff_id": staff_id, "code_hash": _hash(staff_id, code)} for code in codes]
    await add_rows(session, RecoveryCode, *rows)
    return codes


def _code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _place in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def _hash(staff_id: UUID, code: str) -> str:
    plain = "".join(letter for letter in code.lower() if letter in _LETTERS)
    return token_hash(f"{staff_id}:{plain}")


def _secret(session: AsyncSession, member: StaffMember) -> str | None:
    if member.totp_secret is None:
        return None
    try:
        return _keyring(session).decrypt(member.totp_secret.encode())
    except CannotDecrypt:  # restored without the key: recovery codes still work
        return None


def _keyring(session: AsyncSession) -> Keyring:
    keyring: Keyring = session.info["keyring"]
    return keyring
