"""Refusals of files."""

from core.errors import DomainError
from core.kit.i18n import N_


class FileTooLarge(DomainError):
    """`name`, and the limit of this door in whole megabytes."""

    code = "file_too_large"
    message = N_("The file {name} is too large: this door takes at most {limit} MB.")
