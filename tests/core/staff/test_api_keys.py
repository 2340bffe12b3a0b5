"""Keys of programs: never more than the member may, shown once, ended at once."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.permissions import Permission
from core.errors import DomainError, NotAllowed
from core.staff import api_keys, service
from core.staff.errors import KeyBeyondRights
from core.staff.models import ApiKey
from tests import make

MAY = [Permission.USE_API, Permission.LOG_HOURS, Permission.SEE_CUSTOMERS]


async def test_a_key_acts_as_its_member_with_the_chosen_rights_only(session: AsyncSession) -> None:
    member = await make.a_member(session, roles=[await make.a_role(session, "", *MAY)])
    actor = make.actor_of(member)
    key, secret = await api_keys.make_key(
        session, actor, name="Books", scopes=["log_hours"], days=None
    )
    found = await api_keys.actor_for_key(session, secret)
    assert found is not None
    assert found[0].id == member.id
    assert found[0].permissions == frozenset({Permission.LOG_HOURS})
    assert found[0].channel == "api"
    stored = (await session.execute(sa.select(*ApiKey.__table__.c))).one()
    assert secret not in str(stored)
    assert secret.startswith(key.prefix)


@pytest.mark.parametrize("scopes", [["see_audit"], ["use_api"], ["log_hours", "manage_staff"]])
async def test_a_key_may_not_do_more_than_its_maker(
    session: AsyncSession, scopes: list[str]
) -> None:
    actor = make.actor_of(
        await make.a_member(session, roles=[await make.a_role(session, "", *MAY)])
    )
    with pytest.raises(KeyBeyondRights):
        await api_keys.make_key(session, actor, name="Books", scopes=scopes, days=None)


async def test_without_name_or_rights_there_is_no_key(session: AsyncSession) -> None:
    actor = make.actor_of(
        await make.a_member(session, roles=[await make.a_role(session, "", *MAY)])
    )
    for name, scopes in (("", ["log_hours"]), ("Books", [])):
        with pytest.raises(DomainError):
            await api_keys.make_key(session, actor, name=name, scopes=scopes, days=None)
    plain = make.actor_of(
        await make.a_member(session, roles=[await make.a_role(session, "", Permission.LOG_HOURS)])
    )
    with pytest.raises(NotAllowed):
        await api_keys.make_key(session, plain, name="Books", scopes=["log_hours"], days=None)


async def test_a_key_ends_when_its_member_its_right_or_its_time_does(
    session: AsyncSession, clock: Any
) -> None:
    boss = make.actor_of(await make.a_member(session, owner=True))
    member = await make.a_member(session, roles=[await make.a_role(session, "", *MAY)])
    actor = make.actor_of(member)
    _key, lasting = await api_keys.make_key(
        session, actor, name="Books", scopes=["log_hours"], days=None
    )
    short, brief = await api_keys.make_key(
        session, actor, name="Brief", scopes=["log_hours"], days=7
    )
    ended, over = await api_keys.make_key(
        session, actor, name="Over", scopes=["log_hours"], days=None
    )
    await api_keys.revoke_key(session, boss, ended.id)
    assert await api_keys.actor_for_key(session, over) is None
    assert await api_keys.actor_for_key(session, brief) is not None
    clock.shift(timedelta(days=8))
    assert await api_keys.actor_for_key(session, brief) is None
    assert await api_keys.actor_for_key(session, lasting) is not None
    await service.deactivate_member(session, boss, member.id)
    assert await api_keys.actor_for_key(session, lasting) is None
    assert short.name == "Brief"


async def test_only_oneself_and_managers_end_a_key(session: AsyncSession) -> None:
    member = await make.a_member(session, roles=[await make.a_role(session, "", *MAY)])
    key, _secret = await api_keys.make_key(
        session, make.actor_of(member), name="Books", scopes=["log_hours"], days=None
    )
    other = make.actor_of(
        await make.a_member(session, roles=[await make.a_role(session, "", *MAY)])
    )
    with pytest.raises(NotAllowed):
        await api_keys.revoke_key(session, other, key.id)
    assert [one.id for one, _name in await api_keys.keys_of(session, make.actor_of(member))] == [
        key.id
    ]
    assert await api_keys.keys_of(session, other) == []
