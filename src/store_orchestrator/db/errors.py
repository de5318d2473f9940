"""What can go wrong at the database, in the project's own words."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import exc


class DatabaseError(Exception):
    """Base of everything that the database door raises."""


class DatabaseUnavailable(DatabaseError):
    """PostgreSQL cannot be reached, refuses, or does not answer in time. Retryable."""


class NameInUse(DatabaseError):
    """Another live store of the tenant has this name."""


class KeyInUse(DatabaseError):
    """The drawn store key is taken; draw another one."""


class SchemaMismatch(DatabaseError):
    """The database has another schema version than this program."""


class CredentialsUnreadable(DatabaseError):
    """Stored credentials cannot be decrypted: key missing, wrong, or the row was tampered with."""


# Constraint names are part of the schema (db/tables.py), so they may carry meaning here.
_CONSTRAINTS: dict[str, type[DatabaseError]] = {
    "uq_stores_live_name": NameInUse,
    "uq_stores_key": KeyInUse,
}


@contextmanager
def translated_errors() -> Iterator[None]:
    """Raise the project's errors instead of SQLAlchemy's and psycopg's.

    Raises:
        DatabaseUnavailable: the connection, not the statement, was at fault.
        NameInUse, KeyInUse: a constraint with a meaning was violated.
    """
    try:
        yield
    except exc.IntegrityError as error:
        known = _CONSTRAINTS.get(_constraint_name(error) or "")
        if known is None:
            raise
        raise known(str(error.orig).splitlines()[0]) from error
    except (exc.OperationalError, exc.InterfaceError) as error:
        raise DatabaseUnavailable(_first_line(error.orig or error)) from error
    except exc.DBAPIError as error:
        if not error.connection_invalidated:
            raise
        raise DatabaseUnavailable(_first_line(error.orig or error)) from error
    except (exc.TimeoutError, psycopg.OperationalError) as error:
        raise DatabaseUnavailable(_first_line(error)) from error


def _constraint_name(error: exc.IntegrityError) -> str | None:
    return error.orig.diag.constraint_name if isinstance(error.orig, psycopg.Error) else None


def _first_line(error: BaseException) -> str:
    # The driver repeats a refused connection once per address; one line says enough.
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
