"""Help for contact requests, customers and people."""

from admin.help.shape import Key, Line, Topic
from core.access.permissions import Permission
from core.kit.i18n import N_

TOPICS = (
    Topic(
        "inbox",
        ("/app/inbox",),
        N_("Inbox"),
        N_(
            "Everything that customers ask, whether by mail, text message, form or "
            "chat, waits here as contact requests."
        ),
        (
            Line(
                N_("Take a request, and everybody sees that it is yours."),
                Permission.HANDLE_REQUESTS,
            ),
            Line(N_("A click opens the request beside the list; its page is one more click away.")),
            Line(
                N_(
                    "What you see are the requests of your teams. “Unassigned” has those that "
                    "nobody has taken."
                )
            ),
            Line(N_("Who gets what is decided by routing rules."), Permission.MANAGE_SOURCES),
        ),
        keys=(
            Key("j k", N_("next and previous row")),
            Key("o", N_("open")),
            Key("e", N_("take it"), Permission.HANDLE_REQUESTS),
            Key("a", N_("give it to another"), Permission.HANDLE_REQUESTS),
        ),
    ),
    Topic(
        "request",
        ("/app/requests/*",),
        N_("A contact request"),
        N_(
            "The whole conversation with the customer in order: messages, changes, "
            "files and what you said among yourselves."
        ),
        (
            Line(
                N_(
                    "Write the answer and send it. It leaves after ten seconds, so that it can "
                    "be taken back."
                ),
                Permission.HANDLE_REQUESTS,
            ),
            Line(N_("A comment is seen by your own people only. @ and a name tells that person.")),
            Line(
                N_("Make a task of the work that follows; it keeps the link to the request."),
                Permission.HANDLE_TASKS,
            ),
            Line(
                N_(
                    "Close the request when it is answered. If the customer writes again, it "
                    "opens by itself."
                ),
                Permission.HANDLE_REQUESTS,
            ),
        ),
        keys=(Key("Ctrl Enter", N_("send or save")),),
    ),
    Topic(
        "messages",
        ("/app/messages*",),
        N_("Messages"),
        N_("Every message that came in or went out in the requests you may see."),
        (Line(N_("Search by sender, subject or words, and open the conversation it belongs to.")),),
    ),
    Topic(
        "discussion",
        (
            "/app/compose/*",
            "/app/timeline/*",
            "/app/comments/*",
            "/app/beside/*",
            "/app/discuss/*",
        ),
        N_("Discussion"),
        N_("What was said and done about one thing, in order, and the field for saying more."),
        (
            Line(
                N_(
                    "Choose a comment for your own people, an e-mail or a text message for the "
                    "customer."
                )
            ),
            Line(
                N_(
                    "@ and a name tells that person, at home and in the chat, if they may see "
                    "the thing."
                )
            ),
            Line(N_("Follow a thing to be told of what happens to it.")),
        ),
        keys=(Key("Ctrl Enter", N_("send or save")),),
    ),
    Topic(
        "customers",
        (
            "/app/customers*",
            "/app/project-groups*",
        ),
        N_("Customers"),
        N_(
            "Companies and people who buy from you, with everything between you: "
            "requests, tasks, projects, hours and messages."
        ),
        (
            Line(
                N_(
                    "Write to the customer from the card: by e-mail or text message, and it is "
                    "kept on the card."
                ),
                Permission.HANDLE_REQUESTS,
            ),
            Line(
                N_(
                    "Whoever writes for the first time becomes a customer by themselves; the "
                    "same customer twice can be merged."
                )
            ),
            Line(
                N_("Tags and your own fields make lists to work through."),
                Permission.EDIT_CUSTOMERS,
            ),
            Line(
                N_("A project group tells who always serves which customer."),
                Permission.EDIT_CUSTOMERS,
            ),
        ),
        rights=(Permission.SEE_CUSTOMERS,),
    ),
    Topic(
        "person",
        ("/app/persons*",),
        N_("Persons"),
        N_("The people you deal with: how to reach them, whom they work for, and what was agreed."),
        (
            Line(
                N_(
                    "Add a phone number or an address, and the next message from there is recognised."
                ),
                Permission.EDIT_CUSTOMERS,
            ),
            Line(N_("The language of a person decides in which language they are answered.")),
            Line(
                N_(
                    "Everything about a person can be given to them as a file, or erased for "
                    "good when they ask."
                ),
                Permission.EDIT_CUSTOMERS,
            ),
        ),
        rights=(Permission.SEE_CUSTOMERS,),
    ),
)
