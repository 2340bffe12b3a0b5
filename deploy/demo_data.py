"""What the demo company consists of: people, customers, mails; every name is invented."""

from dataclasses import dataclass

COMPANY = "Pohjan Talotekniikka"
OWNER = ("Anna Korhonen", "anna@demo.example", "fi")
TEAMS = ("Huolto", "Asennus")


@dataclass(frozen=True, slots=True)
class Persona:
    """A member of the demo staff; `role` is a starter role's English name."""

    name: str
    email: str
    language: str
    role: str
    teams: tuple[str, ...]
    phone: str


PERSONAS = (
    Persona("Matti Virtanen", "matti@demo.example", "fi", "Field work", ("Huolto",), "+358401110001"),
    Persona("Lena Holm", "lena@demo.example", "sv", "Supervisor", ("Huolto", "Asennus"), "+358401110002"),
    Persona("Sam Carter", "sam@demo.example", "en", "Field work", ("Asennus",), "+358401110003"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """A customer with how to reach it and its projects."""

    name: str
    email: str
    phone: str
    is_company: bool
    aliases: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()


CUSTOMERS = (
    DemoCustomer("Lehto", "ville.lehto@mail.example", "+358405550101", False, (), ("Ulkovuoraus",)),
    DemoCustomer("Heikkinen Antti", "antti.heikkinen@mail.example", "+358405550102", False, (), ("Pesuhuone",)),
    DemoCustomer("Heikkinen Sirpa", "sirpa@mail.example", "+358405550103", False),
    DemoCustomer("Asunto Oy Tuulimylly", "hallitus@tuulimylly.example", "+358405550104", True,
                 ("Tuulimylly",), ("LVI-saneeraus", "Huoltokierros")),
    DemoCustomer("Päiväkoti Peippo", "toimisto@peippo.example", "+358405550105", True, ("Peippo",), ("Ilmanvaihto",)),
    DemoCustomer("Brf Kyrkbacken", "styrelsen@kyrkbacken.example", "+46701740601", True,
                 ("Kyrkbacken",), ("Stambyte", "Trapphus")),
    DemoCustomer("Bell", "oliver.bell@mail.example", "+447700900101", False, (), ("Bathroom refit",)),
)  # fmt: skip

PLANS = {
    "Anna Korhonen": ("Huoltokierros", "LVI-saneeraus"),
    "Matti Virtanen": ("Ulkovuoraus", "Pesuhuone", "LVI-saneeraus"),
    "Lena Holm": ("Stambyte", "Trapphus"),
    "Sam Carter": ("Bathroom refit", "Ilmanvaihto"),
}
"""Which projects each person's days are spent on, in turn."""
WORKING_TIMES = {
    "Anna Korhonen": ((450, 450, 450, 450, 450, 0, 0), 120),
    "Matti Virtanen": ((480, 480, 480, 480, 360, 0, 0), 210),
    "Lena Holm": ((450, 450, 450, 450, 0, 0, 0), -90),
    "Sam Carter": ((450, 450, 450, 450, 450, 0, 0), 0),
}
"""Minutes of each weekday, and the balance brought along."""
ABSENCES = (
    ("Anna Korhonen", 2, "training", 225),
    ("Matti Virtanen", 3, "sick", None),
    ("Lena Holm", 1, "sick_child", 225),
    ("Sam Carter", 0, "vacation", None),
)
"""Who was away on which weekday of last week, and how many minutes (None: the whole day)."""

BUDGET = ("Ulkovuoraus", 60)
"""A project and its budget in hours."""
BANK = ("LVI-saneeraus", "Huoltotunnit", 40, 10)
"""A project with a time bank: its name, hours bought, tell when less is left than."""
SENT = ("Matti Virtanen", "Lena Holm")
"""Whose last week waits for approval."""

WORK_KINDS = ("Mittaus", "Vianhaku", "Viimeistely", "Felsökning", "Survey")


@dataclass(frozen=True, slots=True)
class DemoMail:
    """A customer's mail; `answers` is the Message-ID of the mail it follows up."""

    key: str
    name: str
    address: str
    subject: str
    body: str
    hours_ago: int
    answers: str = ""


MAILS = (
    DemoMail("hana", "Liisa Peltola", "liisa.peltola@mail.example", "Keittiön hana vuotaa",
             "Hei,\n\nkeittiön hana alkoi vuotaa eilen illalla. Pääsisikö joku katsomaan tällä viikolla? "
             "Olen kotona iltapäivisin.\n\nTerveisin\nLiisa Peltola\n040 555 0188", 3),
    DemoMail("tarjous", "As Oy Tuulimylly, hallitus", "hallitus@tuulimylly.example",
             "Tarjouspyyntö: linjasaneeraus B-rappu",
             "Hyvä vastaanottaja,\n\npyydämme tarjousta B-rapun linjasaneerauksesta. Asuntoja on 12. "
             "Tarjous toivotaan kahden viikon kuluessa.\n\nYstävällisin terveisin\nPekka Salo\n"
             "Asunto Oy Tuulimylly", 27),
    DemoMail("element", "Styrelsen Kyrkbacken", "styrelsen@kyrkbacken.example", "Kallt element i trapphuset",
             "Hej!\n\nElementet på andra våningen i trapphuset är iskallt sedan i lördags. Kan ni titta på "
             "det?\n\nMed vänlig hälsning\nKarin Lund\nBrf Kyrkbacken", 20),
    DemoMail("tiles", "Oliver Bell", "oliver.bell@mail.example", "Loose tiles",
             "Hello,\n\ntwo of the new tiles by the window have come loose. No hurry, but could somebody have "
             "a look next week?\n\nThanks,\nOliver", 46),
    DemoMail("hana2", "Liisa Peltola", "liisa.peltola@mail.example", "Re: Keittiön hana vuotaa",
             "Lisäys vielä: sulku löytyy tiskialtaan alta, olen sulkenut sen.\n\nLiisa", 2, "hana"),
    DemoMail("loma", "Ville Lehto", "ville.lehto@mail.example", "Automaattinen vastaus: Aikataulu",
             "Olen lomalla 3.12. asti. Kiireellisissä asioissa soittakaa.", 30),
)  # fmt: skip

FORM_SLUG = "pyynto"
DAYS_OF_HOURS = 14
