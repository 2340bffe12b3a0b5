"""Refusals about work."""

from core.errors import DomainError
from core.kit.i18n import N_


class TaskAlreadyDone(DomainError):
    """The task was completed before."""

    code = "task_already_done"
    message = N_("Task {number} is already done.")


class TaskNotDone(DomainError):
    """Only a completed task can be reopened."""

    code = "task_not_done"
    message = N_("Task {number} is still open.")


class ProjectOfAnotherCustomer(DomainError):
    """A project belongs to one customer."""

    code = "project_of_another_customer"
    message = N_("Project {project} belongs to another customer. Choose one of the customer's own.")


class ProjectClosed(DomainError):
    """Nothing more goes onto a closed project."""

    code = "project_closed"
    message = N_("Project {project} is closed. Reopen it or choose another project.")


class NameTaken(DomainError):
    """Two things of a kind may not bear one name."""

    code = "name_taken"
    message = N_("{name} exists already. Choose another name.")


class StageInUse(DomainError):
    """Open tasks stand in the stage."""

    code = "stage_in_use"
    message = N_("Open tasks stand in stage {stage}. Move them first.")


class StageElsewhere(DomainError):
    """The stage belongs to another workflow."""

    code = "stage_elsewhere"
    message = N_("Stage {stage} belongs to another workflow.")


class DefaultWorkflowStays(DomainError):
    """There is always one default workflow."""

    code = "default_workflow_stays"
    message = N_("{workflow} is the default workflow. Make another one the default first.")


class WorkflowNeedsStages(DomainError):
    """A workflow needs an open stage before and a done stage after the work."""

    code = "workflow_needs_stages"
    message = N_("Workflow {workflow} needs an open stage and a done stage.")


class TooManyStages(DomainError):
    """A workflow stays readable."""

    code = "too_many_stages"
    message = N_("{workflow} has {most} stages already, and no more fit. Put one of them away.")


class ChecklistFull(DomainError):
    """A checklist of hundreds of lines is a project."""

    code = "checklist_full"
    message = N_("A checklist holds at most {most} lines. Make tasks of some of them.")


class LinkToItself(DomainError):
    """A task stands in no relation to itself."""

    code = "link_to_itself"
    message = N_("{number} is this very task. Choose another one.")


class LinkCircle(DomainError):
    """Blocking and being a part may not go round in a circle."""

    code = "link_circle"
    message = N_("{number} already leads back to this task. Remove that link first.")


class AlreadyFinished(DomainError):
    """An activity is done once."""

    code = "activity_already_done"
    message = N_("This activity is already done.")


class NobodyToHandTo(DomainError):
    """A recurring assignment needs somebody."""

    code = "nobody_to_hand_to"
    message = N_("Choose the people or the team that get the work.")


class GroupServesAnother(DomainError):
    """A project group always serves one customer."""

    code = "group_serves_another"
    message = N_("Group {group} serves another customer. Choose the customer’s own group.")


class HiddenFromThem(DomainError):
    """Nothing can be directed to somebody who may not see the task."""

    code = "hidden_from_them"
    message = N_("{name} may not see tasks in stage {stage}. Choose somebody else.")
