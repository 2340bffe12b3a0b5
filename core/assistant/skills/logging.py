"""Booking hours, travel and costs."""

from core.assistant import booking
from core.assistant.skills import lacking
from core.assistant.skills.confirming import asks_first
from core.assistant.turns import Reply, Turn, skill
from core.language.reading import Reading


@skill("log_time", "log_travel", "log_expense", "multi")
@asks_first
async def log(turn: Turn, reading: Reading) -> Reply:
    """Book what was said; words edited afterwards take the place of what they booked before."""
    if turn.replaces:
        made = await booking.replace_rows(turn, reading.entries, said=turn.text)
        for file_id in turn.file_ids:
            await booking.keep_file(turn, file_id, *made.subjects[0])
    else:
        made = await booking.book_entries(
            turn, reading.entries, said=turn.text, file_ids=turn.file_ids
        )
    reply = await booking.card_of(turn, made, Reply())
    return await lacking.after_booking(turn, reply, made.rows)
