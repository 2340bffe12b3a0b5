"""Help for lists, tasks and projects."""

from admin.help.shape import Key, Line, Topic
from core.access.modules import Part
from core.access.permissions import Permission
from core.kit.i18n import N_

TOPICS = (
    Topic(
        "lists",
        (
            "/app/lists/*",
            "/app/bulk/*",
        ),
        N_("Lists, views and filters"),
        N_("All lists work alike: choose a view, narrow it down, and open a row beside the list."),
        (
            Line(
                N_(
                    "“Filter” adds a criterion, such as due this week. Each criterion stands "
                    "above the list and is removed by its cross."
                )
            ),
            Line(
                N_(
                    "“+ View” keeps what you see: columns, order, groups, criteria and up to "
                    "three figures above the list."
                )
            ),
            Line(
                N_("A view may be shared with a team or everybody, and be what a list opens with."),
                Permission.SHARE_VIEWS,
            ),
            Line(
                N_(
                    "Tick rows, or choose the whole list, to change many at once. You see the "
                    "exact number first, and can undo afterwards."
                )
            ),
            Line(N_("The list can be exported as you see it, as CSV or as a spreadsheet.")),
        ),
        keys=(
            Key("/", N_("search")),
            Key("j k", N_("next and previous row")),
            Key("o", N_("open the row, and once more its page")),
            Key("n", N_("make a new one")),
            Key("?", N_("these keys")),
        ),
    ),
    Topic(
        "tasks",
        ("/app/tasks",),
        N_("Tasks"),
        N_(
            "The work that is to be done. “Mine” shows what is given to you, the most urgent first."
        ),
        (
            Line(N_("You see the tasks of your teams, in the stages that you may see.")),
            Line(
                N_(
                    "Make a new task with its doer, day and customer; words you type in the top "
                    "bar work too."
                ),
                Permission.HANDLE_TASKS,
            ),
            Line(
                N_(
                    "A pencil on a cell changes it in place. If somebody else was faster, you "
                    "are told who."
                ),
                Permission.HANDLE_TASKS,
            ),
            Line(N_("The same view shows as a list, a board or a calendar.")),
        ),
        keys=(
            Key("/", N_("search")),
            Key("j k", N_("next and previous row")),
            Key("o", N_("open the row, and once more its page")),
            Key("n", N_("New task"), Permission.HANDLE_TASKS),
        ),
    ),
    Topic(
        "board",
        ("/app/tasks/board*",),
        N_("Board of tasks"),
        N_(
            "One column for each stage of a workflow, with the number of cards and "
            "their hours at the head."
        ),
        (
            Line(
                N_(
                    "Drag a card to another column, or use its menu “Move to…”, which works by "
                    "keyboard too."
                ),
                Permission.HANDLE_TASKS,
            ),
            Line(
                N_(
                    "When a move is not allowed, the board says why and who may. The card goes back."
                )
            ),
            Line(N_("What others move appears at once, without loading the page again.")),
        ),
    ),
    Topic(
        "calendar",
        ("/app/tasks/calendar*",),
        N_("Calendar of tasks"),
        N_("Tasks on their days: events at their time, to-dos on the day they are due."),
        (
            Line(N_("Go from month to month above the calendar, and open a task by its name.")),
            Line(N_("What you narrowed the list to holds here too.")),
        ),
    ),
    Topic(
        "task",
        ("/app/tasks/*",),
        N_("A task"),
        N_(
            "One piece of work: what is done, by whom, by when, and everything that was "
            "said about it."
        ),
        (
            Line(
                N_(
                    "The row of stages moves the task on. A stage with a broken border is "
                    "closed to you: open it to see why and who may."
                ),
                Permission.HANDLE_TASKS,
            ),
            Line(
                N_("An activity asks somebody else to do a part, without changing the doer."),
                Permission.HANDLE_TASKS,
            ),
            Line(
                N_("Put the task aside until a day; it comes back by itself."),
                Permission.HANDLE_TASKS,
            ),
            Line(
                N_(
                    "A checklist, links to other tasks, files and notes stand beside the "
                    "conversation."
                )
            ),
            Line(N_("Log hours straight from the task."), Permission.LOG_HOURS),
        ),
        keys=(Key("Ctrl Enter", N_("save")),),
    ),
    Topic(
        "activities",
        ("/app/activities*",),
        N_("Activities"),
        N_(
            "Calls, meetings, demos and other acts: those directed to you, and how many "
            "each person has done."
        ),
        (
            Line(N_("Mark an activity done, and whoever asked for it is told.")),
            Line(N_("Choose the period to count them by person and type.")),
            Line(N_("The types are your company’s own."), Permission.MANAGE_WORKFLOWS),
        ),
    ),
    Topic(
        "recurring",
        ("/app/recurring*",),
        N_("Recurring work"),
        N_(
            "Work that comes back by rule, every day, week or month, and becomes a task "
            "for each person chosen."
        ),
        (
            Line(
                N_(
                    "Say how often, on which days and to whom. Holidays are passed over when "
                    "you want it."
                ),
                Permission.HANDLE_TASKS,
            ),
            Line(N_("The page shows the next days before anything is made.")),
            Line(N_("Pause it for a while, or let it end on a day."), Permission.HANDLE_TASKS),
        ),
    ),
    Topic(
        "projects",
        ("/app/projects*",),
        N_("Projects"),
        N_(
            "A customer’s larger work: its steps, people, tasks, hours, messages and "
            "files in one place."
        ),
        (
            Line(N_("A budget of hours shows how much is left, and warns in time.")),
            Line(
                N_("Attach the people of the project; they are offered first when work is given."),
                Permission.EDIT_CUSTOMERS,
            ),
            Line(
                N_("Close the project when it is done. Its hours and history stay."),
                Permission.EDIT_CUSTOMERS,
            ),
        ),
        part=Part.PROJECTS,
    ),
)
