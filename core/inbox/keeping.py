"""Attachments on the disk before the rows that point to them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.files.sniffing import sniff
from core.files.storage import Storage
from core.inbox.incoming import Attachment, IncomingMessage


def keep(storage: Storage, attachments: Sequence[Attachment]) -> list[Attachment]:
    """Store the bytes that are not yet stored, fsynced together, and look what they are.

    CPU and disk: call it in a thread.
    """
    new = [one.data for one in attachments if not _is_kept(one)]
    keys = iter(storage.put_many(new))
    return [one if _is_kept(one) else _kept(one, next(keys)) for one in attachments]


def keep_all(storage: Storage, messages: Sequence[IncomingMessage]) -> list[IncomingMessage]:
    """Store the attachments of many messages together; see `keep`."""
    files = iter(keep(storage, [file for one in messages for file in one.attachments]))
    return [_with_files(one, files) for one in messages]


def without_data(message: IncomingMessage) -> IncomingMessage:
    """Let go of the bytes that are in the storage: what is passed on then is small."""
    files = tuple(
        replace(one, data=b"", kept_size=one.size) if one.storage_key else one
        for one in message.attachments
    )
    return replace(message, attachments=files) if files else message


def _with_files(message: IncomingMessage, files: Iterator[Attachment]) -> IncomingMessage:
    if not message.attachments:
        return message
    return replace(message, attachments=tuple(next(files) for _each in message.attachments))


def _is_kept(attachment: Attachment) -> bool:
    return attachment.file_id is not None or attachment.storage_key is not None


def _kept(attachment: Attachment, key: str) -> Attachment:
    kind = sniff(attachment.data, attachment.content_type)
    return replace(attachment, storage_key=key, content_type=kind)
