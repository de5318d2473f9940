"""Everything that can go wrong between a client and the API, with what to do about it."""

from http import HTTPStatus

from store_orchestrator.client.models import Problem, Store

SIGN_IN_AGAIN = "sign in again: storectl login URL; or give another token in STORECTL_TOKEN"


class ClientError(Exception):
    """Base of all.

    Attributes:
        what: what was wrong, one sentence.
        where: the request or the place that it happened at; empty when it adds nothing.
        remedy: what the reader can do.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy


class NotConfigured(ClientError):
    """Nobody said which server to use, or what was said cannot be used."""


class ServerUnavailable(ClientError):
    """No answer, or one that means "not now". Asking again later may work.

    Attributes:
        sent: whether the request may have reached the server.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "", sent: bool = True) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.sent = sent


class UnexpectedAnswer(ClientError):
    """Something answered that does not speak this API."""


class NoRoute(UnexpectedAnswer):
    """A 404 that is none of the API's: a wrong address, or a proxy that has lost its way.

    Who has had answers from the same address knows that it is the latter, and can wait.
    """


class ProblemAnswer(ClientError):
    """The server refused, and said why.

    Its remedy is the server's, except for a refused token: there the server advises on headers.
    """

    def __init__(self, problem: Problem, *, where: str) -> None:
        signed_out = problem.status == HTTPStatus.UNAUTHORIZED
        super().__init__(
            problem.detail or problem.title or f"the server answered {problem.status}",
            where=where,
            remedy=SIGN_IN_AGAIN if signed_out else (problem.remedy or ""),
        )
        self.problem = problem


class StoreNotFound(ClientError):
    """No live store has this name."""


class OrphanTimedOut(ClientError):
    """What was asked about orphans is not done in time; the platform goes on by itself."""


class WaitTimedOut(ClientError):
    """The awaited state did not come in time; ``store`` is what was seen last."""

    def __init__(self, store: Store, what: str = "the time to wait is over") -> None:
        super().__init__(what)
        self.store = store
