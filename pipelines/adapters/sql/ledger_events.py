"""Contacts as events of the ledger: light rows without words, many debtors at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from audit.findings import Account
from audit.ledger.events import Event, Ledger, in_order
from audit.ledger.messages import events_of
from audit.quality import Grade
from audit.records import OTHER_SIDE, Case, Channel
from audit.signs import Signal
from pipelines.adapters.sql.cases import to_case
from pipelines.adapters.sql.driver import plain_rows
from pipelines.adapters.sql.engine import among
from pipelines.adapters.sql.messages import load_messages
from pipelines.adapters.sql.records import CHANNELS, DIRECTIONS, DISPOSITIONS, PARTIES, from_pair, to_extra, to_time
from pipelines.adapters.sql.seals import seals
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
_NO, _CHANNEL, _CASE = 0, 2, 11
_SILENT = frozenset[Signal]()
_NOTHING: Mapping[int, frozenset[Signal]] = {}


def load_ledgers(connection: Connection, accounts: Sequence[Account]) -> dict[Account, Ledger]:
    """In the order asked; a contact without a time is in nobody's ledger."""
    by_account = _cases_of(connection, accounts)
    owner = {case.id: account for account, own in by_account.items() for case in own}
    known = {case.id: case for own in by_account.values() for case in own}
    of_these = among(connection, contacts.c.case_id, known)
    rows = plain_rows(connection, select(*_COLUMNS).where(of_these, contacts.c.at_us.is_not(None)))
    heard = _heard(connection, [row[_NO] for row in rows if row[_CHANNEL] != Channel.SMS._value_])
    told = _told(connection, [row[_NO] for row in rows])
    written = load_messages(connection, [row[_NO] for row in rows if row[_CHANNEL] == Channel.CHAT._value_])
    opened = seals(connection).opened
    events: dict[Account, list[Event]] = {account: [] for account in by_account}
    for row in rows:
        no, case_id = row[_NO], row[_CASE]
        said = told.get(no, _NOTHING)
        signs_of_it = _SILENT.union(*said.values()) if said else _SILENT
        event = _event(row, known[case_id], heard.get(no), signs_of_it, opened)
        one = written.get(no)
        if one:
            events[owner[case_id]] += events_of(event, one, said)
        else:
            events[owner[case_id]].append(event)
    return {
        account: Ledger(account, tuple(by_account[account]), in_order(iter(events[account])))
        for account in accounts
        if account in by_account
    }


def _cases_of(connection: Connection, accounts: Sequence[Account]) -> dict[Account, list[Case]]:
    wanted = set(accounts)
    found: dict[Account, list[Case]] = {}
    of_these = among(connection, cases.c.debtor_id, {account.debtor_id for account in accounts})
    asked = select(cases.c.institution, cases.c.debtor_id, cases.c.body).where(of_these).order_by(cases.c.id)
    sealed = seals(connection)
    for institution, debtor, body in plain_rows(connection, asked):
        account = Account(institution, debtor)
        if account in wanted:
            found.setdefault(account, []).append(to_case(body, sealed))
    return found


def _heard(connection: Connection, nos: Sequence[int]) -> Mapping[int, bool]:
    """For contacts with turns: whether the other side has one. Those without are not in it, nor is what nobody said."""
    others = {speaker.value for speaker in OTHER_SIDE}
    found: dict[int, bool] = {}
    spoken = turns.c.grade.is_(None) | (turns.c.grade != Grade.VOID.value)
    asked = select(turns.c.contact, turns.c.speaker).where(among(connection, turns.c.contact, nos), spoken).distinct()
    for no, speaker in plain_rows(connection, asked):
        found[no] = found.get(no, False) or speaker in others
    return found


def _told(connection: Connection, nos: Iterable[int]) -> Mapping[int, Mapping[int, frozenset[Signal]]]:
    """By contact and turn."""
    found: dict[int, dict[int, frozenset[Signal]]] = {}
    asked = select(signs.c.contact, signs.c.turn, signs.c.signal).where(among(connection, signs.c.contact, nos))
    for no, turn, signal in plain_rows(connection, asked):
        of_one = found.setdefault(no, {})
        of_one[turn] = of_one.get(turn, _SILENT) | {Signal(signal)}
    return found


def _event(row: Any, case: Case, heard: bool | None, told: frozenset[Signal], opened: Callable[[str], str]) -> Event:
    # By position: a night's import is millions of rows.
    _, key, channel, at, zone, direction, party, outcome, number, agency, agent, _, *call, recording, extra = row
    return Event(
        key,
        CHANNELS[channel],
        to_time(at, zone),
        DIRECTIONS[direction],
        PARTIES[party],
        DISPOSITIONS[outcome],
        number and opened(number),
        agency,
        agent,
        case,
        from_pair(*call[:2]),
        from_pair(*call[2:]),
        recording,
        heard,
        told,
        to_extra(extra),
    )
