"""Targets of alerts: whatever Apprise speaks to, and our own signed webhook. Addresses are secrets: no fault and no log names one."""

import json
import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import unquote, urlsplit

from apprise import Apprise
from pydantic import SecretStr

from audit.alert_ports import Message, Undelivered
from audit.alerts.signing import DELIVERY, headers
from audit.errors import Problem

#: Seconds that a webhook may take to answer.
PATIENCE = 10
_SIGNED = {"signed+https": HTTPSConnection, "signed+http": HTTPConnection}

# It writes addresses, and with them passwords, into what it logs.
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)


class Targets:
    """`audit.alert_ports.Notifier`, by the addresses of `FAIRDIAL_ALERT_TARGETS`."""

    def __init__(self, addresses: Mapping[str, SecretStr], clock: Callable[[], float] = time.time) -> None:
        self._addresses = addresses
        self._clock = clock

    @property
    def targets(self) -> Collection[str]:
        return frozenset(self._addresses)

    def send(self, target: str, message: Message) -> None:
        if target not in self._addresses:
            raise Undelivered("alerts.target_unset")
        address = self._addresses[target].get_secret_value()
        if address.partition(":")[0] in _SIGNED:
            self._post(address, message)
        else:
            _notify(address, message)

    def faults(self) -> Sequence[Problem]:
        return [
            Problem("alerts.bad_address", name)
            for name, address in sorted(self._addresses.items())
            if not _usable(address.get_secret_value())
        ]

    def _post(self, address: str, message: Message) -> None:
        """`signed+https://SECRET@host:port/path`; a redirect is no answer, since it would take the message elsewhere."""
        parts = urlsplit(address)
        body = json.dumps(message.record, ensure_ascii=False, separators=(",", ":")).encode()
        secret = unquote(parts.username or "").encode()
        shown = headers(secret, message.delivery, int(self._clock()), body)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection = _SIGNED[parts.scheme](parts.hostname or "", parts.port, timeout=PATIENCE)
        try:
            connection.request("POST", path, body, {"Content-Type": "application/json; charset=utf-8", **shown})
            answer = connection.getresponse()
            answer.read(1 << 16)
        except (OSError, HTTPException) as error:
            raise Undelivered("alerts.no_answer") from error
        finally:
            connection.close()
        if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            raise Undelivered(f"HTTP {answer.status}")


def _notify(address: str, message: Message) -> None:
    """A plugin of its own each time, so that a mail can carry the delivery in its headers."""
    try:
        plugin = Apprise.instantiate(address, suppress_exceptions=True)
        if isinstance(known := getattr(plugin, "headers", None), dict):
            known[DELIVERY] = message.delivery
        taken = plugin and plugin.notify(body=message.body, title=message.title)
    except Exception as error:  # whatever a plugin does with an answer that it did not foresee
        raise Undelivered(type(error).__name__) from error
    if plugin is None:
        raise Undelivered("alerts.bad_address")
    if not taken:
        raise Undelivered("alerts.not_taken")


def _usable(address: str) -> bool:
    try:
        parts = urlsplit(address)
        if parts.scheme in _SIGNED:
            return bool(parts.username and parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    return Apprise.instantiate(address, suppress_exceptions=True) is not None
