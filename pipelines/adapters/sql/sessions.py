"""Sign-ins that hold, and tokens of programs."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, delete, insert, or_, select, update

from audit.access import Session, Token
from audit.rights import Verb
from pipelines.adapters.sql.engine import reading, writing
from pipelines.adapters.sql.records import to_json, to_micros, to_time
from pipelines.adapters.sql.tables import sessions, tokens


class SqlSessions:
    """`audit.access_ports.Sessions`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put_session(self, session: Session) -> None:
        times = {"started_us": to_micros(session.started), "seen_us": to_micros(session.seen)}
        with writing(self._engine) as connection:
            connection.execute(insert(sessions).values(digest=session.digest, account=session.account, **times))

    def session(self, digest: str) -> Session | None:
        with reading(self._engine) as connection:
            row = connection.execute(select(sessions).where(sessions.c.digest == digest)).first()
        return (
            None
            if row is None
            else Session(row.digest, row.account, to_time(row.started_us, 0), to_time(row.seen_us, 0))
        )

    def see(self, digest: str, now: datetime) -> None:
        with writing(self._engine) as connection:
            connection.execute(update(sessions).where(sessions.c.digest == digest).values(seen_us=to_micros(now)))

    def end_session(self, digest: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(delete(sessions).where(sessions.c.digest == digest))

    def end_sessions(self, account: str, besides: str = "") -> None:
        with writing(self._engine) as connection:
            gone = (sessions.c.account == account) & (sessions.c.digest != besides)
            connection.execute(delete(sessions).where(gone))

    def sweep(self, seen_before: datetime, started_before: datetime) -> None:
        over = or_(sessions.c.seen_us < to_micros(seen_before), sessions.c.started_us < to_micros(started_before))
        with writing(self._engine) as connection:
            connection.execute(delete(sessions).where(over))

    def put_token(self, token: Token) -> None:
        row = {
            "digest": token.digest,
            "id": token.id,
            "account": token.account,
            "verbs": to_json(sorted(token.verbs)),
            "created_us": to_micros(token.created),
            "expires_us": to_micros(token.expires),
        }
        with writing(self._engine) as connection:
            connection.execute(insert(tokens).values(row))

    def token(self, digest: str) -> Token | None:
        with reading(self._engine) as connection:
            row = connection.execute(select(tokens).where(tokens.c.digest == digest)).first()
        return None if row is None else _token(row)

    def tokens(self, account: str) -> Sequence[Token]:
        with reading(self._engine) as connection:
            rows = connection.execute(select(tokens).where(tokens.c.account == account)).all()
        return sorted(map(_token, rows), key=lambda token: token.id)

    def end_token(self, identity: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(delete(tokens).where(tokens.c.id == identity))


def _token(row: Row[Any]) -> Token:
    verbs = frozenset(map(Verb, json.loads(row.verbs)))
    times = (to_time(row.created_us, 0), to_time(row.expires_us, 0))
    return Token(row.id, row.digest, row.account, verbs, *times)
