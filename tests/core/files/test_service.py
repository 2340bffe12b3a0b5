"""Files of anything."""

import pytest

from core.errors import NotFound
from core.files.errors import FileTooLarge
from core.files.queries import files_of, get_file, get_files
from core.files.service import clean_name, store_file
from core.files.sniffing import sniff
from core.kit.ids import new_id
from core.startup import App

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


async def test_a_file_is_found_by_what_it_belongs_to(app: App) -> None:
    subject, other = new_id(), new_id()
    async with app.sessions.begin() as session:
        first = await store_file(
            session, name="kuitti.png", data=PNG, subject_kind="message", subject_id=subject
        )
        second = await store_file(
            session, name="a.txt", data=b"hei", subject_kind="message", subject_id=subject
        )
        await store_file(session, name="b", data=PNG, subject_kind="task", subject_id=subject)
    async with app.sessions.reading() as session:
        found = await files_of(session, "message", [subject, other])
        assert [row.id for row in found[subject]] == [first.id, second.id]
        assert found[other] == []
        assert [row.id for row in await get_files(session, [second.id, first.id])] == [
            second.id,
            first.id,
        ]
        assert app.storage.read(first.storage_key) == PNG
        with pytest.raises(NotFound):
            await get_file(session, other)


async def test_a_file_over_the_doors_limit_is_refused_with_a_sentence(app: App) -> None:
    async with app.sessions.begin() as session:
        with pytest.raises(FileTooLarge) as refusal:
            await store_file(session, name="../big.pdf", data=bytes(2_000_001), limit=2_000_000)
    assert refusal.value.sentence("en") == (
        "The file big.pdf is too large: this door takes at most 2 MB."
    )


@pytest.mark.parametrize(
    ("data", "declared", "kind"),
    [
        (PNG, "text/html", "image/png"),
        (b"<html><script>alert(1)</script>", "text/plain", "text/html"),
        (b"moi", "text/plain; charset=utf-8", "text/plain"),
        (b"moi", "text/html", "application/octet-stream"),
        (b"a\0b", "text/plain", "application/octet-stream"),
        (b"", "image/png", "application/octet-stream"),
    ],
)
def test_what_a_file_is_follows_from_its_bytes(data: bytes, declared: str, kind: str) -> None:
    assert sniff(data, declared) == kind


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\kuvat\\työ maa.jpg", "työ maa.jpg"),
        ("two\nlines.txt", "two lines.txt"),
        ("..", "file"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 180 + ".pdf"),
    ],
)
def test_a_name_is_shown_as_one_line_and_never_as_a_path(given: str, shown: str) -> None:
    assert clean_name(given) == shown
