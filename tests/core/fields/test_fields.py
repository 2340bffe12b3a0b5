"""Making own fields, setting their values, and the rows that lists find them by."""

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.errors import Changed, Invalid, NotAllowed, NotFound
from core.events.models import EventRecord
from core.fields import queries, service
from core.fields.errors import (
    ChoicesMissing,
    FieldNeeded,
    KindFixed,
    LabelMissing,
    LabelTaken,
)  # fmt: skip
from core.fields.indexing import reindex
from core.fields.models import FieldKind, FieldValue, Module
from core.people.models import Customer
from core.startup import App
from tests import make

BOSS = system("test")
NOBODY = "0190a6d4-0000-7000-8000-000000000000"


async def rows(session: AsyncSession) -> set[tuple[str, str | None, int | None]]:
    found = await session.execute(sa.select(FieldValue.key, FieldValue.text, FieldValue.number))
    return {tuple(row) for row in found}  # type: ignore[misc]


async def a_field(session: AsyncSession, label: str = "Ovikoodi", **more: object):  # type: ignore[no-untyped-def]
    return await service.create_field(
        session, BOSS, module=Module.CUSTOMER, label=label, **more  # type: ignore[arg-type]
    )  # fmt: skip


async def fill(session: AsyncSession, customer: Customer, **typed: object):  # type: ignore[no-untyped-def]
    return await service.set_values(session, BOSS, Module.CUSTOMER, customer, typed)


async def test_a_key_is_made_of_the_label_once_and_for_all(session: AsyncSession) -> None:
    first = await a_field(session, "Takuu (kk)")
    await service.change_field(session, BOSS, first.id, label="Takuuaika")
    second = await a_field(session, "Takuu (kk)")

    assert (first.key, second.key) == ("takuu_kk", "takuu_kk_2")
    assert (await a_field(session, "3. kerros")).key == "f_3_kerros"
    assert (await a_field(session, "Ääni & öljy")).key == "aani_oljy"
    assert [one.label for one in await queries.fields_of(session, "customer")] == [
        "Takuuaika", "Takuu (kk)", "3. kerros", "Ääni & öljy",
    ]  # fmt: skip


async def test_a_field_needs_a_name_of_its_own_and_something_to_choose(
    session: AsyncSession,
) -> None:
    await a_field(session)
    with pytest.raises(LabelTaken):
        await a_field(session, "OVIKOODI")
    with pytest.raises(LabelMissing):
        await a_field(session, " ")
    with pytest.raises(ChoicesMissing):
        await a_field(session, "Väri", kind=FieldKind.CHOICE, choices=["", " "])


async def test_only_who_manages_settings_makes_fields(session: AsyncSession) -> None:
    actor = make.actor_of(await make.a_member(session))
    with pytest.raises(NotAllowed):
        await service.create_field(session, actor, module="task", label="Takuu")


async def test_values_are_set_told_and_indexed(session: AsyncSession) -> None:
    await a_field(session)
    await a_field(session, "Pinta-ala", kind=FieldKind.NUMBER)
    await a_field(session, "Väri", kind=FieldKind.CHOICES, choices=["Punainen", "Sininen"])
    customer = await make.a_customer(session)

    changes = await service.set_values(
        session, BOSS, "customer", customer,
        {"ovikoodi": "12 34", "custom.pinta_ala": "45.5", "vari": ["sininen", "punainen"]},
        ["Ääni", "aani", "#vip, kiire"],
    )  # fmt: skip

    assert customer.custom == {
        "ovikoodi": "12 34", "pinta_ala": "45.5", "vari": ["punainen", "sininen"],
    }  # fmt: skip
    assert customer.tags == ["Ääni", "vip", "kiire"]
    assert changes == {
        "custom.ovikoodi": [None, "12 34", "Ovikoodi"],
        "custom.pinta_ala": [None, "45.5", "Pinta-ala"],
        "custom.vari": [None, "Punainen, Sininen", "Väri"], "tags": [[], ["Ääni", "vip", "kiire"]],
    }  # fmt: skip
    assert await rows(session) == {
        ("custom.ovikoodi", "12 34", None), ("custom.pinta_ala", None, 45_500),
        ("custom.vari", "punainen", None), ("custom.vari", "sininen", None),
        ("tags", "aani", None), ("tags", "vip", None), ("tags", "kiire", None),
    }  # fmt: skip


async def test_index_rows_follow_every_change(session: AsyncSession) -> None:
    await a_field(session)
    await a_field(session, "Avain", kind=FieldKind.YES_NO)
    customer = await make.a_customer(session)
    await fill(session, customer, ovikoodi="1234", avain="yes")
    await fill(session, customer, ovikoodi="5678")
    assert await rows(session) == {("custom.ovikoodi", "5678", None), ("custom.avain", None, 1)}

    assert await fill(session, customer, ovikoodi="") == {
        "custom.ovikoodi": ["5678", None, "Ovikoodi"]
    }
    assert customer.custom == {"avain": True}
    assert await rows(session) == {("custom.avain", None, 1)}


async def test_nothing_is_written_when_nothing_changed(session: AsyncSession, queries) -> None:  # type: ignore[no-untyped-def]
    await a_field(session)
    customer = await make.a_customer(session)
    await fill(session, customer, ovikoodi="1234")
    await session.flush()
    with queries() as seen:
        assert await fill(session, customer, ovikoodi="1234") == {}
        await session.flush()
    assert seen == []
    with queries() as seen:
        await fill(session, customer, ovikoodi="5678")
    assert [one.split()[0] for one in seen] == ["UPDATE", "DELETE", "INSERT"]


async def test_a_field_put_away_keeps_its_values_and_comes_back(session: AsyncSession) -> None:
    made = await a_field(session, is_required=True)
    customer = await make.a_customer(session)
    await fill(session, customer, ovikoodi="1234")
    await service.archive_field(session, BOSS, made.id)

    assert await queries.fields_of(session, "customer") == ()
    assert customer.custom == {"ovikoodi": "1234"}
    assert await rows(session) == {("custom.ovikoodi", "1234", None)}
    await service.set_values(session, BOSS, "customer", await make.a_customer(session, "B"), {})

    await a_field(session, "Ovikoodi")
    with pytest.raises(LabelTaken):
        await service.restore_field(session, BOSS, made.id)


async def test_the_kind_stays_once_there_are_values(session: AsyncSession) -> None:
    made = await a_field(session, "Takuu")
    await service.change_field(session, BOSS, made.id, kind=FieldKind.NUMBER)
    customer = await make.a_customer(session)
    await fill(session, customer, takuu="24")
    with pytest.raises(KindFixed) as refused:
        await service.change_field(session, BOSS, made.id, kind=FieldKind.DATE)
    assert refused.value.sentence() == (
        "Takuu has values already, so its kind stays. "
        "Make a new field of the other kind and put this one away."
    )


async def test_choices_that_are_dropped_stay_with_who_holds_them(session: AsyncSession) -> None:
    made = await a_field(session, "Väri", kind=FieldKind.CHOICES, choices=["Punainen", "Sininen"])
    customer = await make.a_customer(session)
    await fill(session, customer, vari=["punainen", "sininen"])
    await service.change_field(session, BOSS, made.id, choices=["Sininen", "Musta"])
    (known,) = await queries.fields_of(session, "customer")

    assert known.open_choices == [("sininen", "Sininen"), ("musta", "Musta")]
    assert known.choice("punainen") == "Punainen"
    await fill(session, customer, vari=["musta", "punainen"])
    assert customer.custom["vari"] == ["musta", "punainen"]
    with pytest.raises(Invalid):
        await fill(session, await make.a_customer(session, "B"), vari=["punainen"])
    await service.change_field(session, BOSS, made.id, choices=["Punainen", "Sininen"])
    (known,) = await queries.fields_of(session, "customer")
    assert known.open_choices == [("punainen", "Punainen"), ("sininen", "Sininen")]


async def test_required_fields_are_demanded_of_forms_and_not_lost(session: AsyncSession) -> None:
    await a_field(session, is_required=True)
    await a_field(session, "Avain", is_required=True)
    new = Customer(name="Lehto")
    with pytest.raises(FieldNeeded) as refused:
        await service.set_values(session, BOSS, "customer", new, {}, is_new=True)
    assert refused.value.sentence() == "Fill in Ovikoodi, Avain."
    assert refused.value.field == "custom.ovikoodi"
    await service.set_values(session, BOSS, "customer", new, None, is_new=True)

    kept = await make.a_customer(session)
    await fill(session, kept, ovikoodi="1")
    with pytest.raises(FieldNeeded):
        await fill(session, kept, ovikoodi=" ")


async def test_references_must_be_there(session: AsyncSession) -> None:
    await a_field(session, "Isännöitsijä", kind=FieldKind.CUSTOMER)
    lehto, other = await make.a_customer(session), await make.a_customer(session, "Kallio Oy")
    changes = await fill(session, lehto, isannoitsija=str(other.id))

    assert changes == {"custom.isannoitsija": [None, "Kallio Oy", "Isännöitsijä"]}
    with pytest.raises(Invalid) as refused:
        await fill(session, lehto, isannoitsija=NOBODY)
    assert refused.value.sentence() == "Choose “Isännöitsijä” from the list."
    with pytest.raises(NotFound):
        await fill(session, lehto, unknown="1")


async def test_order_versions_and_facts(session: AsyncSession) -> None:
    first, second = await a_field(session, "A"), await a_field(session, "B")
    await service.reorder_fields(session, BOSS, "customer", [second.id, first.id])
    assert [one.label for one in await queries.fields_of(session, "customer")] == ["B", "A"]
    with pytest.raises(Changed):
        await service.change_field(session, BOSS, first.id, version=1, label="C")
    facts = (await session.scalars(sa.select(EventRecord.name))).all()
    assert facts == ["FieldAdded", "FieldAdded", "FieldChanged", "FieldChanged"]


async def test_values_from_elsewhere_are_found_after_reindexing(session: AsyncSession) -> None:
    await a_field(session)
    await make.a_customer(session, custom={"ovikoodi": "Ö 77"}, tags=["Vip"])
    assert await rows(session) == set()

    assert await reindex(session, "customer") == 1
    assert await rows(session) == {("custom.ovikoodi", "o 77", None), ("tags", "vip", None)}


async def test_fields_are_asked_once_and_kept_while_their_stamp_stays(app: App, queries) -> None:  # type: ignore[no-untyped-def]
    from core.fields.queries import fields_of, stamp, use_stamp

    async with app.sessions.begin() as session:
        made = await a_field(session)
    for expected in (1, 0):
        async with app.sessions.reading() as session:
            use_stamp(session, await session.scalar(sa.select(stamp())) or 0)
            with queries() as seen:
                assert len(await fields_of(session, "customer")) == 1
                assert await fields_of(session, "task") == ()
            assert len(seen) == expected
    async with app.sessions.begin() as session:
        await service.change_field(session, BOSS, made.id, label="Koodi")
    async with app.sessions.reading() as session:
        use_stamp(session, await session.scalar(sa.select(stamp())) or 0)
        assert [one.label for one in await fields_of(session, "customer")] == ["Koodi"]
