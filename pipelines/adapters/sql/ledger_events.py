"""Contacts as events of the ledger: light rows without words, many debtors at once."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from audit.findings import Account
from audit.ledger.events import Event, Ledger, in_order
from audit.ledger.messages import events_of
from audit.messages import OTHERS
from audit.records import Case, Channel, Direction, Disposition, Party
from audit.signs import Signal
from pipelines.adapters.sql.cases import to_case
from pipelines.adapters.sql.engine import chunks
from pipelines.adapters.sql.messages import load_messages
from pipelines.adapters.sql.records import from_pair, to_time
from pipelines.adapters.sql.tables import cases, contacts, signs, turns

_COLUMNS = (
    contacts.c.no,
    contacts.c.key,
    contacts.c.channel,
    contacts.c.at_us,
    contacts.c.at_offset,
    contacts.c.direction,
    contacts.c.party,
    contacts.c.disposition,
    contacts.c.number,
    contacts.c.agency,
    contacts.c.agent_id,
    contacts.c.case_id,
    contacts.c.answered_us,
    contacts.c.answered_offset,
    contacts.c.ended_us,
    contacts.c.ended_offset,
    contacts.c.recording,
    contacts.c.extra,
)
#: By what the row says, which is quicker than asking the enumeration.
_CHANNELS = {one.value: one for one in Channel}
_DIRECTIONS = {one.value: one for one in Direction}
_PARTIES = {one.value: one for one in Party}
_DISPOSITIONS: dict[str | None, Disposition | None] = {None: None, **{one.value: one for one in Disposition}}
_SILENT = frozenset[Signal]()
_NOTHING: Mapping[int, frozenset[Signal]] = {}


def load_ledgers(connection: Connection, accounts: Sequence[Account]) -> dict[Account, Ledger]:
    """In the order asked; a contact without a time is in nobody's ledger."""
    by_account = _cases_of(connection, accounts)
    owner = {case.id: account for account, own in by_account.items() for case in own}
    known = {case.id: case for own in by_account.values() for case in own}
    rows = [
        row
        for part in chunks(list(known))
        for row in connection.execute(
            select(*_COLUMNS).where(contacts.c.case_id.in_(part), contacts.c.at_us.is_not(None))
        )
    ]
    heard = _heard(connection, [row.no for row in rows if row.channel != Channel.SMS])
    told = _told(connection, [row.no for row in rows])
    written = load_messages(connection, [row.no for row in rows if row.channel == Channel.CHAT])
    events: dict[Account, list[Event]] = {account: [] for account in by_account}
    for row in rows:
        said = told.get(row.no, _NOTHING)
        event = _event(row, known[row.case_id], heard.get(row.no), _SILENT.union(*said.values()))
        one = written.get(row.no)
        events[owner[row.case_id]] += events_of(event, one, said) if one else (event,)
    return {
        account: Ledger(account, tuple(by_account[account]), in_order(iter(events[account])))
        for account in accounts
        if account in by_account
    }


def _cases_of(connection: Connection, accounts: Sequence[Account]) -> dict[Account, list[Case]]:
    wanted = set(accounts)
    found: dict[Account, list[Case]] = {}
    for part in chunks(list(dict.fromkeys(account.debtor_id for account in accounts))):
        asked = select(cases).where(cases.c.debtor_id.in_(part)).order_by(cases.c.id)
        for row in connection.execute(asked):
            account = Account(row.institution, row.debtor_id)
            if account in wanted:
                found.setdefault(account, []).append(to_case(row.body))
    return found


def _heard(connection: Connection, nos: Sequence[int]) -> Mapping[int, bool]:
    """For contacts with turns: whether the other side has one. Those without are not in it."""
    others = {speaker.value for speaker in OTHERS}
    found: dict[int, bool] = {}
    for part in chunks(nos):
        asked = select(turns.c.contact, turns.c.speaker).where(turns.c.contact.in_(part)).distinct()
        for no, speaker in connection.execute(asked):
            found[no] = found.get(no, False) or speaker in others
    return found


def _told(connection: Connection, nos: Iterable[int]) -> Mapping[int, Mapping[int, frozenset[Signal]]]:
    """By contact and turn."""
    found: dict[int, dict[int, frozenset[Signal]]] = {}
    for part in chunks(list(nos)):
        asked = select(signs.c.contact, signs.c.turn, signs.c.signal).where(signs.c.contact.in_(part))
        for no, turn, signal in connection.execute(asked):
            of_one = found.setdefault(no, {})
            of_one[turn] = of_one.get(turn, _SILENT) | {Signal(signal)}
    return found


def _event(row: Any, case: Case, heard: bool | None, told: frozenset[Signal]) -> Event:
    # By position: a night's import is millions of rows.
    return Event(
        row.key,
        _CHANNELS[row.channel],
        to_time(row.at_us, row.at_offset),
        _DIRECTIONS[row.direction],
        _PARTIES[row.party],
        _DISPOSITIONS[row.disposition],
        row.number,
        row.agency,
        row.agent_id,
        case,
        from_pair(row.answered_us, row.answered_offset),
        from_pair(row.ended_us, row.ended_offset),
        row.recording,
        heard,
        told,
        json.loads(row.extra) if row.extra else {},
    )
