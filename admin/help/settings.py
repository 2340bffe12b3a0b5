"""Help for what is set up once."""

from admin.help.shape import Line, Topic
from admin.pages.frame import CONSOLE_RIGHTS
from core.access.permissions import Permission
from core.kit.i18n import N_

TOPICS = (
    Topic(
        "hour-settings",
        (
            "/settings/hours*",
            "/settings/billing-rule*",
            "/settings/working-time*",
            "/settings/pay-basis*",
            "/settings/work-kind*",
        ),
        N_("Hours in the settings"),
        N_(
            "How hours are counted, locked and paid: working times, billing rules, pay "
            "bases and the kinds of work."
        ),
        (
            Line(
                N_(
                    "A billing rule has a step and a minimum. The project’s rule goes before "
                    "the customer’s, the customer’s before the company’s."
                ),
                Permission.MANAGE_HOURS,
            ),
            Line(
                N_(
                    "A working time tells what somebody is to work on each weekday; what is "
                    "missing is counted from it."
                ),
                Permission.MANAGE_HOURS,
            ),
            Line(
                N_("Decide when people are reminded, and after how many days hours are locked."),
                Permission.MANAGE_HOURS,
            ),
            Line(
                N_(
                    "A kind of work is what an entry may say about it, such as measuring or "
                    "travelling."
                ),
                Permission.MANAGE_WORKFLOWS,
            ),
        ),
        rights=(
            Permission.MANAGE_HOURS,
            Permission.MANAGE_WORKFLOWS,
        ),
    ),
    Topic(
        "settings",
        (
            "/settings/",
            "/settings/*",
        ),
        N_("Settings"),
        N_("What is set up once and changed seldom. The menu shows the parts that you may change."),
        (
            Line(
                N_("Nothing is deleted: what is no longer used is put away, and its history stays.")
            ),
            Line(N_("Each change is recorded with who made it and when."), Permission.SEE_AUDIT),
        ),
        rights=CONSOLE_RIGHTS,
    ),
    Topic(
        "company",
        (
            "/settings/company*",
            "/settings/templates*",
            "/settings/jobs*",
        ),
        N_("Company, messages and timetable"),
        N_(
            "The company’s name, language and time zone, the words of the messages "
            "Apuri sends, and what it does by itself."
        ),
        (
            Line(
                N_(
                    "Change the words of a message in each language; the preview shows it with "
                    "real names, and you can return to the original."
                )
            ),
            Line(
                N_(
                    "The timetable tells when each piece of background work last ran, and how "
                    "it went."
                )
            ),
        ),
        rights=(Permission.MANAGE_SETTINGS,),
    ),
    Topic(
        "people-and-rights",
        (
            "/settings/staff-member*",
            "/settings/team*",
            "/settings/role*",
            "/settings/rights*",
            "/settings/sign-ins*",
        ),
        N_("People and rights"),
        N_("Who works here, in which teams, and what each role may see and do."),
        (
            Line(
                N_(
                    "Invite a person; they get a link and choose their own password. End the "
                    "access when they leave: their work stays."
                )
            ),
            Line(
                N_(
                    "Rights are a table of plain sentences, a column for each role. Nobody can "
                    "give rights they lack themselves."
                )
            ),
            Line(
                N_(
                    "“See as this role” shows the panel with that role’s eyes. Nothing can be "
                    "changed meanwhile."
                )
            ),
            Line(
                N_(
                    "A role may demand the second factor; its people are asked to set it up "
                    "when they next sign in."
                )
            ),
            Line(
                N_(
                    "Sign-ins show who is signed in where, and who tried in vain. End what "
                    "looks wrong."
                )
            ),
        ),
        rights=(Permission.MANAGE_STAFF,),
    ),
    Topic(
        "sources",
        (
            "/settings/source*",
            "/app/sources/*",
        ),
        N_("Message sources"),
        N_(
            "Where words come from and leave by: mailboxes, the Telegram bot, phone "
            "numbers and web forms."
        ),
        (
            Line(
                N_(
                    "Add a mailbox with its address and password. It is tried at once, and what "
                    "fails is told in words."
                )
            ),
            Line(N_("A password typed here is encrypted and never shown again.")),
            Line(N_("A web form has an address of its own to link to from your site.")),
        ),
        rights=(Permission.MANAGE_SOURCES,),
    ),
    Topic(
        "routing",
        ("/settings/routing-rule*",),
        N_("Routing rules"),
        N_("Who gets what: rules are tried in order, and the first that fits decides."),
        (
            Line(N_("Each rule reads as a sentence: when the message is such, it goes there.")),
            Line(N_("Try a rule with a message of your own before you trust it.")),
            Line(N_("On each request one can see which rule brought it there.")),
        ),
        rights=(Permission.MANAGE_SOURCES,),
    ),
    Topic(
        "workflows",
        (
            "/app/workflows*",
            "/app/activity-types*",
            "/app/project-steps*",
        ),
        N_("Workflows"),
        N_(
            "Your own processes, such as sales, service or repair: stages, and who may "
            "see and use each."
        ),
        (
            Line(
                N_(
                    "Begin from one of four templates and change it; both the page and the "
                    "board show it at once."
                )
            ),
            Line(
                N_(
                    "A stage may limit how many tasks it holds, demand fields, allow only some "
                    "moves, or need a sign-off by a role."
                )
            ),
            Line(N_("Whoever is not named in a restricted stage sees nothing of its tasks.")),
        ),
        rights=(Permission.MANAGE_WORKFLOWS,),
    ),
    Topic(
        "fields",
        ("/app/fields*",),
        N_("Own fields"),
        N_("What you track beside what everybody does: a warranty, a size, a date of inspection."),
        (
            Line(
                N_(
                    "Choose the kind: text, number, money, date, choice, person, customer, yes or no."
                )
            ),
            Line(
                N_(
                    "The field appears in forms, lists, filters, exports, message templates and "
                    "the chat."
                )
            ),
            Line(
                N_("A stage of a workflow may demand it before a task goes on."),
                Permission.MANAGE_WORKFLOWS,
            ),
        ),
        rights=(Permission.MANAGE_SETTINGS,),
    ),
    Topic(
        "parts",
        ("/settings/parts*",),
        N_("Parts in use"),
        N_(
            "Turn off what the company does without. Its pages, words and rights vanish everywhere."
        ),
        (Line(N_("Nothing is lost: turned on again, everything is where it was.")),),
        rights=(Permission.MANAGE_SETTINGS,),
    ),
    Topic(
        "keys",
        ("/app/keys*",),
        N_("Keys for programs"),
        N_("With a key another program reads and writes in your name, as far as you allow."),
        (
            Line(N_("The key is shown once, when it is made. Copy it into the program at once.")),
            Line(N_("Choose what it may read and write, and let it expire.")),
            Line(N_("End a key that is no longer needed; the program is shut out at once.")),
        ),
        rights=(Permission.USE_API,),
    ),
    Topic(
        "quarantine",
        ("/app/quarantine*",),
        N_("Messages that were set aside"),
        N_("What came in and could not be read. Nothing is lost."),
        (
            Line(N_("Open a message to see why. Have it handled again when the reason is gone.")),
            Line(N_("If it cannot wait, download it and write the request down by hand.")),
        ),
        rights=(Permission.MANAGE_SOURCES,),
    ),
    Topic(
        "outbox",
        (
            "/app/outbox*",
            "/settings/outbound-message*",
        ),
        N_("Outbox"),
        N_("Everything that leaves, with its state: waiting, sent, or why it could not be sent."),
        (
            Line(N_("What failed can be sent again when the reason is put right.")),
            Line(N_("In the sandbox nothing leaves: no account is connected for the channel yet.")),
        ),
        rights=(Permission.SEE_OUTBOX,),
    ),
    Topic(
        "events",
        ("/settings/event-record*",),
        N_("Events"),
        N_("Who did what and when. Each event is sealed, so that a change would be noticed."),
        (
            Line(
                N_(
                    "Narrow the list by what it is about or who acted, and open an event for "
                    "its particulars."
                )
            ),
        ),
        rights=(Permission.SEE_AUDIT,),
    ),
)
