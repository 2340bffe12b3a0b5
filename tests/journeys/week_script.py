"""What twelve people say during five working days, and what has to stand in the books after it.

Monday is 16.11.2026. Each line: who, day (0 Monday), when it was sent, what was said, and what it
books as (customer, minutes), in order. `press` is the button that answers the question.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

MONDAY = date(2026, 11, 16)
DOORS = {
    "Matti": ("fi", "telegram"), "Liisa": ("fi", "webchat"), "Jarkko": ("fi", "telegram"),
    "Sanna": ("fi", "sms"), "Pekka": ("fi", "telegram"), "Aino": ("fi", "webchat"),
    "Maria": ("sv", "telegram"), "Erik": ("sv", "webchat"), "Karin": ("sv", "sms"),
    "Lars": ("sv", "telegram"), "Sam": ("en", "telegram"), "Priya": ("en", "webchat"),
}  # fmt: skip
CUSTOMERS: dict[str, tuple[str, ...]] = {
    "Lehto": ("Ulkovuoraus",), "Koski": (), "Bell": ("Bathroom refit",),
    "Brf Kyrkbacken": ("Stambyte", "Trapphus"), "Rautio Ky": (), "Päiväkoti Peippo": (),
    "Wikström El AB": (), "Heikkinen Antti": ("Pesuhuone",), "Heikkinen Sirpa": (),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One message; `books` what counts after it and the press, `corrects` what it replaces."""

    who: str
    day: int
    at: str
    text: str
    books: tuple[tuple[str, int], ...] = ()
    press: str = ""
    corrects: tuple[tuple[str, int], ...] = ()
    on: int | None = None  # the day it is about, when that is not the day it is sent on
    people: tuple[str, ...] = field(default=())  # for whom, when not for the writer

    @property
    def dated(self) -> date:
        """The day whose hours it is about."""
        return MONDAY + timedelta(days=self.day if self.on is None else self.on)


LINES = (
    Line("Matti", 0, "15:40", "7-15.30 lehdol, ruokis ½h, 28km", (("Lehto", 480),)),
    Line("Matti", 1, "15:10", "7.5h lehto ulkovuoraus", (("Lehto", 450),)),
    Line("Matti", 2, "16:00", "puolitoista tuntia koskella ja 6h lehdolla",
         (("Koski", 90), ("Lehto", 360))),
    Line("Matti", 3, "15:35", "8h koski", (("Koski", 480),)),
    Line("Matti", 3, "15:36", "ei kun 7,5 h", (("Koski", 450),), corrects=(("Koski", 480),)),
    Line("Matti", 4, "15:00", "7-14.30 rautio ilman taukoa", (("Rautio Ky", 450),)),
    Line("Liisa", 0, "15:30", "kahdeksan tuntia peipossa", (("Päiväkoti Peippo", 480),)),
    Line("Liisa", 1, "15:30", "puoli kahdeksasta kolmeen peippo", (("Päiväkoti Peippo", 450),)),
    Line("Liisa", 3, "08:10", "eilen 7,5h peippo", (("Päiväkoti Peippo", 450),), on=2),
    Line("Liisa", 3, "15:30", "7.30-15.30 peippo, lounas 30 min", (("Päiväkoti Peippo", 450),)),
    Line("Liisa", 4, "07:30", "lomalla tänään"),
    Line("Jarkko", 0, "16:05", "Pekka ja Aino 8h Koski", (("Koski", 480),),
         people=("Pekka", "Aino")),
    Line("Jarkko", 0, "16:10", "8h koski", (("Koski", 480),)),
    Line("Jarkko", 1, "16:00", "7h heikkinen", (("Heikkinen Antti", 420),),
         press="Heikkinen Antti"),
    Line("Jarkko", 2, "16:00", "8-16 rautio, tauko 30 min, 42 km", (("Rautio Ky", 450),)),
    Line("Jarkko", 3, "16:00", "koski 3h ja rautio 4,5h", (("Koski", 180), ("Rautio Ky", 270))),
    Line("Jarkko", 4, "16:00", "7,5h koskella", (("Koski", 450),)),
    Line("Sanna", 0, "15:00", "7,5h lehto", (("Lehto", 450),)),
    Line("Sanna", 1, "15:00", "lehto 7-15", (("Lehto", 480),)),
    Line("Sanna", 2, "15:00", "7 h 30 min koski", (("Koski", 450),)),
    Line("Sanna", 3, "15:00", "kolme varttia rautiolla", (("Rautio Ky", 45),)),
    Line("Sanna", 3, "15:02", "6h 45min lehdolla", (("Lehto", 405),)),
    Line("Sanna", 4, "15:00", "7.5 h lehto", (("Lehto", 450),)),
    Line("Pekka", 1, "15:45", "8-15.30 lehdolla", (("Lehto", 450),)),
    Line("Pekka", 2, "15:45", "7,5h lehto", (("Lehto", 450),)),
    Line("Pekka", 3, "15:45", "7,5h lehto", (("Lehto", 450),)),
    Line("Pekka", 4, "15:45", "5h lehto", (("Lehto", 300),)),
    Line("Pekka", 4, "15:46", "ja 2,5h koski", (("Koski", 150),)),
    Line("Aino", 1, "07:30", "aloitan rautiolla"),
    Line("Aino", 1, "15:00", "lopetan", (("Rautio Ky", 450),)),
    Line("Aino", 2, "15:15", "ti ja ke 7,5h rautio", (), press="Peru"),
    Line("Aino", 2, "15:16", "7,5h rautio", (("Rautio Ky", 450),)),
    Line("Aino", 3, "15:15", "7,5h rautio", (("Rautio Ky", 450),)),
    Line("Aino", 4, "15:15", "7,5h rautio, ei laskuteta", (("Rautio Ky", 450),)),
    Line("Maria", 0, "15:20", "7-15.30 kyrkbacken stambyte, lunch 30 min",
         (("Brf Kyrkbacken", 480),)),
    Line("Maria", 1, "15:20", "sju och en halv timme Wikström", (("Wikström El AB", 450),)),
    Line("Maria", 2, "15:20", "halv åtta till tre hos Wikström", (("Wikström El AB", 450),)),
    Line("Maria", 3, "15:20", "3 tim kyrkbacken trapphus och 4,5 tim wikström",
         (("Brf Kyrkbacken", 180), ("Wikström El AB", 270))),
    Line("Maria", 4, "15:20", "7,5t Wikström, ingen faktura", (("Wikström El AB", 450),)),
    Line("Erik", 0, "15:20", "8 tim Wikström", (("Wikström El AB", 480),)),
    Line("Erik", 1, "15:20", "7,5 timmar kyrkbacken stambyte", (("Brf Kyrkbacken", 450),)),
    Line("Erik", 3, "07:40", "igår 7,5 tim kyrkbacken stambyte", (("Brf Kyrkbacken", 450),), on=2),
    Line("Erik", 3, "15:20", "kl 8-16 wikström, rast 30 min", (("Wikström El AB", 450),)),
    Line("Erik", 4, "15:20", "tre kvart wikström", (("Wikström El AB", 45),)),
    Line("Erik", 4, "15:21", "6 tim 45 min kyrkbacken stambyte", (("Brf Kyrkbacken", 405),)),
    Line("Karin", 0, "15:00", "7,5 tim Wikström", (("Wikström El AB", 450),)),
    Line("Karin", 1, "15:00", "7,5 tim Wikström", (("Wikström El AB", 450),)),
    Line("Karin", 2, "15:00", "7,5 tim Wikström", (("Wikström El AB", 450),)),
    Line("Karin", 3, "15:00", "7,5 tim Wikström", (("Wikström El AB", 450),)),
    Line("Karin", 4, "15:00", "7,5 tim Wikström", (("Wikström El AB", 450),)),
    Line("Lars", 0, "15:00", "7,5 tim kyrkbacken stambyte", (("Brf Kyrkbacken", 450),)),
    Line("Lars", 2, "06:40", "i natt 22-05.30 kyrkbacken stambyte", (("Brf Kyrkbacken", 450),),
         on=1),
    Line("Lars", 3, "06:40", "i natt 22-05.30 kyrkbacken stambyte", (("Brf Kyrkbacken", 450),),
         on=2),
    Line("Lars", 3, "22:50", "7,5 tim Wikström", (("Wikström El AB", 450),)),
    Line("Lars", 4, "15:00", "en och en halv timme wikström", (("Wikström El AB", 90),)),
    Line("Lars", 4, "15:01", "6 tim kyrkbacken trapphus", (("Brf Kyrkbacken", 360),)),
    Line("Sam", 0, "15:30", "7.5h bell bathroom", (("Bell", 450),)),
    Line("Sam", 1, "15:30", "8am-4pm bell, 30 min lunch", (("Bell", 450),)),
    Line("Sam", 2, "15:30", "quarter hour koski", (("Koski", 15),)),
    Line("Sam", 2, "15:31", "7h 15min at Bell", (("Bell", 435),)),
    Line("Sam", 3, "15:30", "8h bell", (("Bell", 480),)),
    Line("Sam", 3, "15:32", "no, make it 7.5h", (("Bell", 450),), corrects=(("Bell", 480),)),
    Line("Sam", 4, "15:30", "an hour and a half at koski, 6h bell bathroom refit",
         (("Koski", 90), ("Bell", 360))),
    Line("Priya", 0, "15:30", "7.5 hours Bell", (("Bell", 450),)),
    Line("Priya", 1, "15:30", "9-5 bell, half an hour lunch", (("Bell", 450),)),
    Line("Priya", 3, "09:00", "yesterday 7.5h Bell bathroom refit", (("Bell", 450),), on=2),
    Line("Priya", 3, "15:30", "7.5h lehto", (("Lehto", 450),)),
    Line("Priya", 4, "15:30", "7.5h bell no charge", (("Bell", 450),)),
)  # fmt: skip


def expected() -> dict[tuple[str, date], dict[str, int]]:
    """Return the minutes by customer of every person's day."""
    found: dict[tuple[str, date], dict[str, int]] = {}
    for line in LINES:
        for who in line.people or (line.who,):
            day = found.setdefault((who, line.dated), {})
            for sign, rows in ((-1, line.corrects), (1, line.books)):
                for customer, minutes in rows:
                    day[customer] = day.get(customer, 0) + sign * minutes
    return {key: {name: n for name, n in day.items() if n} for key, day in found.items() if day}
