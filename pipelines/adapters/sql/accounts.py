"""People who sign in."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, insert, select

from audit.access import Account, Failures
from audit.rights import Role
from audit.scope import Scope
from pipelines.adapters.sql.engine import reading, writing
from pipelines.adapters.sql.records import to_json
from pipelines.adapters.sql.tables import accounts


class SqlAccounts:
    """`audit.access_ports.Accounts`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put_account(self, account: Account) -> None:
        with writing(self._engine) as connection:
            _put(connection, account)

    def change_account(self, name: str, change: Callable[[Account], Account]) -> Account | None:
        with writing(self._engine) as connection:
            body = connection.scalar(select(accounts.c.body).where(accounts.c.name == name))
            if body is None:
                return None
            changed = change(_account(body))
            _put(connection, changed)
            return changed

    def account(self, name: str) -> Account | None:
        with reading(self._engine) as connection:
            body = connection.scalar(select(accounts.c.body).where(accounts.c.name == name))
        return None if body is None else _account(body)

    def account_of(self, subject: str) -> Account | None:
        with reading(self._engine) as connection:
            body = connection.scalar(select(accounts.c.body).where(accounts.c.subject == subject)) if subject else None
        return None if body is None else _account(body)

    def accounts(self) -> Sequence[Account]:
        with reading(self._engine) as connection:
            bodies = connection.scalars(select(accounts.c.body)).all()
        return sorted(map(_account, bodies), key=lambda account: account.name)


def _put(connection: Connection, account: Account) -> None:
    connection.execute(delete(accounts).where(accounts.c.name == account.name))
    row = {"name": account.name, "subject": account.subject or None, "body": _body(account)}
    connection.execute(insert(accounts).values(row))


def _body(account: Account) -> str:
    scope = account.scope
    return to_json(
        {
            "name": account.name,
            "display": account.display,
            "roles": sorted(account.roles),
            "scope": [
                None if names is None else sorted(names) for names in (scope.institutions, scope.agencies, scope.agents)
            ],
            "password": account.password,
            "renew": account.renew,
            "subject": account.subject,
            "language": account.language,
            "disabled": account.disabled,
            "wrong": [(one.address, one.count, one.last.isoformat()) for one in account.failures],
            "known": account.known,
        }
    )


def _account(body: str) -> Account:
    values = json.loads(body)
    values["roles"] = frozenset(map(Role, values["roles"]))
    values["scope"] = Scope(*(None if names is None else frozenset(names) for names in values["scope"]))
    for former in ("failures", "locked_until"):  # of all addresses together, as it was kept before
        values.pop(former, None)
    wrong = values.pop("wrong", ())
    values["failures"] = tuple(Failures(address, count, datetime.fromisoformat(last)) for address, count, last in wrong)
    values["known"] = tuple(values.get("known", ()))
    return Account(**values)
