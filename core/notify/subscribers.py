"""Which facts are told to whom: `core.startup` adds this to the bus."""

from core.contact_requests import events as requests
from core.events.bus import Event, Subscriber
from core.inbox.events import ArrivalQuarantined, MailboxGapFound
from core.notify import (
    about_activities,
    about_banks,
    about_comments,
    about_crew,
    about_hours,
    about_missing,
    about_mornings,
    about_requests,
    about_stages,
    about_work,
)
from core.outbound.events import MessageRefused
from core.sources.events import SendingFailed, SourceFailed
from core.timesheets.events import (
    HoursObjected,
    MorningCame,
    TimeCorrected,
    TimeLogged,
    TimeRemoved,
    TimeRestored,
    TimeReversed,
    TimerForgotten,
)
from core.timesheets.missing_events import HoursMissing, HoursMissingToManager
from core.work.activity_events import ActivityDue, ActivityFinished, ActivityGiven
from core.work.events import ReminderDue, TaskAssigned, TaskDue
from core.work.task_events import TaskCameBack

SUBSCRIPTIONS: dict[type[Event], list[Subscriber]] = {
    requests.RequestOpened: [about_requests.OPENED],
    requests.RequestAssigned: [about_requests.assigned],
    requests.RequestTaken: [about_requests.taken],
    requests.RequestReleased: [about_requests.released],
    requests.RequestClosed: [about_requests.put_away],
    requests.RequestMarkedSpam: [about_requests.put_away],
    requests.RequestMarkedDuplicate: [about_requests.put_away],
    requests.CustomerReplied: [about_requests.REPLIED],
    requests.FollowUpDue: [about_requests.DUE],
    requests.AnswerBounced: [about_requests.BOUNCED],
    MessageRefused: [about_requests.refused],
    TaskAssigned: [about_work.task_assigned],
    TaskDue: [about_work.task_due],
    ReminderDue: [about_work.reminder_due],
    TaskCameBack: [about_activities.task_back],
    ActivityGiven: [about_activities.given],
    ActivityDue: [about_activities.due],
    ActivityFinished: [about_activities.finished],
    HoursMissing: [about_work.hours_missing],
    HoursMissingToManager: [about_missing.to_manager],
    TimerForgotten: [about_work.timer_forgotten],
    MorningCame: [about_mornings.morning_came],
    TimeLogged: [about_crew.hours_by_other],
    TimeCorrected: [about_crew.hours_by_other],
    TimeRemoved: [about_crew.hours_by_other],
    TimeRestored: [about_crew.hours_by_other],
    TimeReversed: [about_crew.hours_by_other],
    HoursObjected: [about_crew.hours_objected],
    SourceFailed: [about_work.source_failed],
    SendingFailed: [about_work.sending_failed],
    MailboxGapFound: [about_work.mailbox_gap],
    ArrivalQuarantined: [about_work.arrival_failed],
    **about_hours.SUBSCRIPTIONS,
    **about_banks.SUBSCRIPTIONS,
    **about_comments.SUBSCRIPTIONS,
    **about_stages.SUBSCRIPTIONS,
}
