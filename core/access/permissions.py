"""What a role may allow. A role is a named set of these."""

from enum import StrEnum

from core.kit.i18n import N_


class Permission(StrEnum):
    """One right, with the plain sentence admins see in `SENTENCES`."""

    MANAGE_STAFF = "manage_staff"
    MANAGE_SETTINGS = "manage_settings"
    MANAGE_SOURCES = "manage_sources"
    MANAGE_WORKFLOWS = "manage_workflows"
    SEE_AUDIT = "see_audit"
    SEE_OUTBOX = "see_outbox"
    SEE_ALL_REQUESTS = "see_all_requests"
    HANDLE_REQUESTS = "handle_requests"
    SEE_ALL_TASKS = "see_all_tasks"
    HANDLE_TASKS = "handle_tasks"
    SEE_CUSTOMERS = "see_customers"
    EDIT_CUSTOMERS = "edit_customers"
    LOG_HOURS = "log_hours"
    LOG_FOR_OTHERS = "log_for_others"
    SEE_ALL_HOURS = "see_all_hours"
    APPROVE_HOURS = "approve_hours"
    MANAGE_HOURS = "manage_hours"
    EXPORT_HOURS = "export_hours"
    USE_API = "use_api"
    SHARE_VIEWS = "share_views"


SENTENCES: dict[Permission, str] = {
    Permission.MANAGE_STAFF: N_("Invite people, change their roles and teams, end their access"),
    Permission.MANAGE_SETTINGS: N_("Change the company's settings and message templates"),
    Permission.MANAGE_SOURCES: N_("Connect mailboxes, bots, numbers and forms, and route messages"),
    Permission.MANAGE_WORKFLOWS: N_("Change workflows and their stages"),
    Permission.SEE_AUDIT: N_("See who did what and when"),
    Permission.SEE_OUTBOX: N_("See every outgoing message"),
    Permission.SEE_ALL_REQUESTS: N_("See the contact requests of every team"),
    Permission.HANDLE_REQUESTS: N_("Take, answer and close contact requests"),
    Permission.SEE_ALL_TASKS: N_("See the tasks of every team"),
    Permission.HANDLE_TASKS: N_("Create, change and move tasks"),
    Permission.SEE_CUSTOMERS: N_("See customers and their contact details"),
    Permission.EDIT_CUSTOMERS: N_("Change customers and projects"),
    Permission.LOG_HOURS: N_("Log own hours, travel and expenses"),
    Permission.LOG_FOR_OTHERS: N_("Log hours for other people"),
    Permission.SEE_ALL_HOURS: N_("See everybody's hours"),
    Permission.APPROVE_HOURS: N_("Approve other people's hours"),
    Permission.MANAGE_HOURS: N_("Change billing rules, working times, time banks and locks"),
    Permission.EXPORT_HOURS: N_("Export hours for payroll and billing"),
    Permission.USE_API: N_("Make keys by which programs act in one’s own name"),
    Permission.SHARE_VIEWS: N_("Share saved lists with everybody and choose what lists open with"),
}

GROUPS: tuple[tuple[str, tuple[Permission, ...]], ...] = (
    (N_("Contact requests and customers"),
     (Permission.HANDLE_REQUESTS, Permission.SEE_ALL_REQUESTS, Permission.SEE_CUSTOMERS,
      Permission.EDIT_CUSTOMERS)),
    (N_("Work"),
     (Permission.HANDLE_TASKS, Permission.SEE_ALL_TASKS, Permission.MANAGE_WORKFLOWS)),
    (N_("Hours"),
     (Permission.LOG_HOURS, Permission.LOG_FOR_OTHERS, Permission.SEE_ALL_HOURS,
      Permission.APPROVE_HOURS, Permission.MANAGE_HOURS, Permission.EXPORT_HOURS)),
    (N_("Administration"),
     (Permission.MANAGE_STAFF, Permission.MANAGE_SETTINGS, Permission.MANAGE_SOURCES,
      Permission.SEE_OUTBOX, Permission.SEE_AUDIT, Permission.USE_API,
      Permission.SHARE_VIEWS)),
)  # fmt: skip
"""The rights as administrators see them: each in one group."""
