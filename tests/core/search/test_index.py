"""Rows come into the index and out of it again."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit.clock import now
from core.kit.ids import new_id
from core.search.keys import group_of, middle_key
from core.search.models import entries
from core.search.service import Entry, forget, index


def an_entry(title: str, *texts: str, group: str = "task", **values: object) -> Entry:
    """Make a row of the index."""
    given = {"kind": group, "id": new_id(), "at": now(), **values}
    return Entry(group=group, title=title, texts=texts, **given)  # type: ignore[arg-type]


async def _keys(session: AsyncSession) -> list[tuple[int, str]]:
    rows = await session.execute(
        sa.select(entries.c.id, entries.c.title_words).order_by(entries.c.id.desc())
    )
    return [(key, title) for key, title in rows]


async def test_new_rows_come_before_and_old_ones_behind(session: AsyncSession) -> None:
    await index(session, [an_entry("one"), an_entry("two")])
    await index(session, [an_entry("before")], older=True)
    await index(session, [an_entry("long before")], older=True)
    await index(session, [an_entry("three")])

    found = await _keys(session)
    titles = [title for _key, title in found]
    assert titles[0] == "three"
    assert titles[-2:] == ["before", "long before"]
    assert {group_of(key) for key, _title in found} == {"task"}
    assert [key > middle_key("task") for key, _title in found] == [True, True, True, False, False]


async def test_a_row_written_anew_keeps_its_place(session: AsyncSession) -> None:
    first = an_entry("Hana")
    await index(session, [first, an_entry("Putki")])
    before = {title: key for key, title in await _keys(session)}
    changed = Entry("task", "task", first.id, "Hana vuotaa", (), now() + timedelta(days=1))

    await index(session, [changed])

    assert {title: key for key, title in await _keys(session)} == {
        "putki": before["putki"], "hana vuotaa": before["hana"],
    }  # fmt: skip


async def test_what_is_forgotten_is_gone_with_its_parts(session: AsyncSession) -> None:
    task = an_entry("Hana")
    remark = an_entry("", "Soitettu", group="remark", kind="task", id=task.id, part="c1")
    other = an_entry("Putki")
    await index(session, [task, remark, other])

    await forget(session, "task", [task.id], part="c1")
    assert len(await _keys(session)) == 2
    await forget(session, "task", [task.id])

    assert [title for _key, title in await _keys(session)] == ["putki"]


async def test_many_rows_cost_one_statement(session: AsyncSession, queries: object) -> None:
    rows = [an_entry(f"Task {number}") for number in range(50)]
    with queries() as seen:  # type: ignore[operator]
        await index(session, rows)
    assert len(seen) == 1
