"""The configuration console's views, in the order of its menu."""

from admin.base import ConfigView
from admin.views import company, parts, rights, rule_trial, sign_ins, templates, timetable
from admin.views.billing_rules import BillingRuleView
from admin.views.events import EventView
from admin.views.outbox import OutboxView
from admin.views.pay_bases import PayBasisView
from admin.views.roles import RoleView
from admin.views.rules import RuleView
from admin.views.sources import SourceView
from admin.views.staff import StaffView
from admin.views.teams import TeamView
from admin.views.work_kinds import WorkKindView
from admin.views.working_times import WorkingTimeView

VIEWS: tuple[type[ConfigView], ...] = (
    StaffView, TeamView, RoleView, SourceView, RuleView, WorkKindView,
    BillingRuleView, WorkingTimeView, PayBasisView,
    OutboxView, EventView,
)  # fmt: skip
OWN_ROUTES = [
    *company.ROUTES, *parts.ROUTES, *rights.ROUTES, *rule_trial.ROUTES, *sign_ins.ROUTES,
    *templates.ROUTES, *timetable.ROUTES,
]  # fmt: skip
