"""Help for what everybody meets every day."""

from admin.help.shape import Key, Line, Topic
from core.access.permissions import Permission
from core.kit.i18n import N_

TOPICS = (
    Topic(
        "home",
        (
            "/app",
            "/app/notices/*",
            "/app/setup",
        ),
        N_("Home"),
        N_(
            "Home gathers what waits for you today: requests, tasks, hours, mentions "
            "and what the assistant asks."
        ),
        (
            Line(N_("The numbers in the menu tell how much waits for you in each room.")),
            Line(
                N_("Start and stop the clock beside today’s work, or log the hours at once."),
                Permission.LOG_HOURS,
            ),
            Line(
                N_(
                    "An open question of the assistant waits here until you answer it; nothing "
                    "is booked before that."
                )
            ),
            Line(
                N_(
                    "Until everything is set up, a checklist leads you on: company, first "
                    "mailbox, people."
                ),
                Permission.MANAGE_SETTINGS,
            ),
        ),
    ),
    Topic(
        "search",
        ("/app/search",),
        N_("Search and commands"),
        N_(
            "One field in the top bar finds everything you may see, opens pages, and "
            "passes sentences to the assistant."
        ),
        (
            Line(
                N_(
                    "Write a name, a number or words of a message. The beginning of a word is enough."
                )
            ),
            Line(N_("Write what you want to do, such as “new task”, and open it with Enter.")),
            Line(
                N_(
                    "The last suggestion is what the assistant understood. It is done only when "
                    "you choose it."
                )
            ),
        ),
        keys=(
            Key("Ctrl K", N_("to the field, on any page")),
            Key("↑ ↓", N_("from one suggestion to another")),
            Key("Enter", N_("open or do it")),
            Key("Esc", N_("close")),
        ),
    ),
    Topic(
        "chat",
        ("/app/chat*",),
        N_("Chat with the assistant"),
        N_(
            "Tell the assistant in your own words what you did or want to know. It "
            "answers with one card that you can undo or change."
        ),
        (
            Line(
                N_(
                    "Correct in words: “no, 2 h” changes what was just booked, “undo” takes it back."
                ),
                Permission.LOG_HOURS,
            ),
            Line(
                N_(
                    "When something is unclear, it asks and offers choices. Your words are kept "
                    "meanwhile."
                )
            ),
            Line(N_("The same works in Telegram: link it in your own settings.")),
            Line(
                N_("A picture of a receipt becomes a cost: send it here and say whose it is."),
                Permission.LOG_HOURS,
            ),
        ),
        examples=(
            Line(N_("yesterday 7-15.30 Lehto, lunch 30 min"), Permission.LOG_HOURS),
            Line(N_("start Lehto"), Permission.LOG_HOURS),
            Line(N_("my week"), Permission.LOG_HOURS),
            Line(N_("my tasks"), Permission.HANDLE_TASKS),
            Line(N_("what does Lehto have open")),
        ),
    ),
    Topic(
        "notes",
        ("/app/notes*",),
        N_("Notes and scripts"),
        N_("Instructions, price lists and what to say on the phone, for everybody who works here."),
        (
            Line(N_("Find a note by any of its words.")),
            Line(N_("A pinned note stands first.")),
            Line(N_("What is no longer needed is put away, and can be taken back.")),
            Line(N_("Notes about one customer, person, task or project stand on its own page.")),
        ),
    ),
    Topic(
        "my-settings",
        (
            "/app/me",
            "/app/me/*",
        ),
        N_("My settings"),
        N_(
            "Your language, time zone and appearance, how you are told of things, and "
            "how you sign in."
        ),
        (
            Line(
                N_(
                    "Choose the order in which you are reached; the first way that works is "
                    "used. In quiet hours only what is urgent comes."
                )
            ),
            Line(
                N_(
                    "Link Telegram by opening the link on your phone; it works once, for 15 minutes."
                )
            ),
            Line(
                N_(
                    "Turn the second factor on: scan the code with an authenticator app, type "
                    "the six figures, and keep the recovery codes somewhere safe."
                )
            ),
            Line(N_("Your open sign-ins are listed; end those you do not know.")),
        ),
    ),
)
