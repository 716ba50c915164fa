"""The errors of the project. The docstring of each is its default message.

Outcomes that are expected (try later, drop) are values in `core/outcome.py`, not errors.
"""


class AgentError(Exception):
    """The sales agent cannot go on."""

    def __init__(self, message: str = "", *, hint: str = "", field: str = "") -> None:
        super().__init__(message or (self.__doc__ or "").strip())
        self.hint = hint
        self.field = field


class BadSetting(AgentError):
    """A setting has a value that cannot be used."""


class BadInput(AgentError):
    """The input cannot be used."""


class NotFound(AgentError):
    """There is no such thing."""


class Duplicate(AgentError):
    """It is there already."""

    def __init__(self, message: str = "", *, existing: str = "", hint: str = "", field: str = "") -> None:
        super().__init__(message, hint=hint, field=field)
        self.existing = existing


class Suppressed(AgentError):
    """This address must not be written to."""


class StoreUnavailable(AgentError):
    """The database does not answer; the command may or may not have been carried out."""


class WrongKey(AgentError):
    """The suppression key is not the one that this database was made with."""


class BrainUnavailable(AgentError):
    """The language model does not answer."""


class DeliveryError(AgentError):
    """A message could not be handed over.

    `permanent`: trying again is of no use. `ambiguous`: the body had begun, so it may have been delivered.
    `retry_after_s`: what the server asked for, 0 for nothing. `code`: the server's own.
    """

    def __init__(
        self,
        message: str = "",
        *,
        permanent: bool = False,
        ambiguous: bool = False,
        retry_after_s: float = 0,
        code: int = 0,
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.ambiguous = ambiguous
        self.retry_after_s = retry_after_s
        self.code = code


class LoginRefused(DeliveryError):
    """The server refused the login; trying again would lock the account."""
