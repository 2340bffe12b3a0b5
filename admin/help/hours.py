"""Help for hours, approvals, absences and time banks."""

from admin.help.shape import Key, Line, Topic
from core.access.permissions import Permission
from core.kit.i18n import N_

TOPICS = (
    Topic(
        "week",
        ("/app/hours",),
        N_("The week of hours"),
        N_("A grid of the week: a row for each customer and project, a column for each day."),
        (
            Line(
                N_(
                    "Type hours into a cell, such as 7,5 or 7-15.30. Each cell is saved as you "
                    "leave it."
                ),
                Permission.LOG_HOURS,
            ),
            Line(N_("What is missing from the day’s working time shows under the grid.")),
            Line(
                N_(
                    "Send the week for approval when it is complete. Until it is approved you "
                    "can take it back."
                ),
                Permission.LOG_HOURS,
            ),
            Line(
                N_("Last week’s rows can be brought along, and cells pasted from a spreadsheet."),
                Permission.LOG_HOURS,
            ),
        ),
        keys=(
            Key("← ↑ → ↓", N_("move between cells")),
            Key("Enter", N_("save")),
            Key("Esc", N_("put back what was there")),
        ),
    ),
    Topic(
        "entry",
        (
            "/app/hours/new",
            "/app/hours/*",
        ),
        N_("One time entry"),
        N_("Hours of one person on one day: for whom, what was done, travel and costs."),
        (
            Line(
                N_("Write times or an amount: 7-15.30, 8 h or 2:30 mean what they look like."),
                Permission.LOG_HOURS,
            ),
            Line(
                N_("What is billed is counted by the rule; the worked time stays as you wrote it.")
            ),
            Line(
                N_(
                    "An entry of an approved week is locked. Ask whoever approved it to open "
                    "the week."
                )
            ),
        ),
    ),
    Topic(
        "entries",
        (
            "/app/hours/entries",
            "/app/endorsements*",
        ),
        N_("Time entries"),
        N_("Every entry you may see, as a list to search, filter, sum up and export."),
        (
            Line(N_("The figures above the list are counted from what you narrowed it to.")),
            Line(N_("Everybody’s entries are here."), Permission.SEE_ALL_HOURS),
            Line(
                N_("Ask a customer to confirm hours: they get a link and need no password."),
                Permission.SEE_ALL_HOURS,
            ),
        ),
    ),
    Topic(
        "month",
        ("/app/hours/month*",),
        N_("The month of hours"),
        N_("The month day by day: what was worked, what should have been, and the balance."),
        (
            Line(N_("Choose another month above, or open a day to see its entries.")),
            Line(N_("Absences and holidays lower the norm of the day.")),
        ),
    ),
    Topic(
        "approvals",
        ("/app/hours/approvals*",),
        N_("Weeks to approve"),
        N_("The weeks that people have sent, with what is missing or unusual in each."),
        (
            Line(N_("Open a week to see its entries before you decide.")),
            Line(N_("Approve one week or all that you ticked. Approved hours are locked.")),
            Line(N_("Send a week back with a reason; its owner is told at once.")),
        ),
        rights=(Permission.APPROVE_HOURS,),
    ),
    Topic(
        "absences",
        ("/app/absences*",),
        N_("Absences"),
        N_("Holidays, sick leave and other days off, yours and those you decide on."),
        (
            Line(N_("Choose the kind and the days. Leave the hours empty for whole days.")),
            Line(N_("Days away lower the hours you are expected to log."), Permission.LOG_HOURS),
            Line(N_("Accept or refuse what others ask for."), Permission.APPROVE_HOURS),
        ),
    ),
    Topic(
        "banks",
        ("/app/banks*",),
        N_("Time banks"),
        N_(
            "Hours that a customer has bought in advance. Approved work is taken from "
            "them instead of being invoiced."
        ),
        (
            Line(N_("The ledger shows each addition and use with its day.")),
            Line(
                N_("Add bought hours, or correct the balance with a reason."),
                Permission.MANAGE_HOURS,
            ),
            Line(N_("An alert is given before the hours run out.")),
        ),
    ),
    Topic(
        "export",
        ("/app/hours/export*",),
        N_("Export of hours"),
        N_("Hours for payroll and billing, as a file your other programs read."),
        (
            Line(
                N_(
                    "Choose the period, the people and the kind of file; the first rows are "
                    "shown before you download."
                )
            ),
            Line(N_("Tick “only approved hours” for payroll.")),
            Line(
                N_("The codes of your payroll come from the pay bases in the settings."),
                Permission.MANAGE_HOURS,
            ),
        ),
        rights=(Permission.EXPORT_HOURS,),
    ),
)
