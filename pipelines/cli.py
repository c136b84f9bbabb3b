"""`fairdial`: the program. Exit codes: 0 all good, 1 done but some input was refused, 2 wrong usage or settings."""

import signal
import sys
from collections.abc import Mapping
from importlib import import_module
from types import FrameType, ModuleType
from typing import Any, NoReturn

import typer
from sqlalchemy.exc import OperationalError
from typer.core import TyperGroup
from typing_extensions import override

from audit.errors import Refused
from pipelines.commands.logged import logged
from pipelines.commands.screen import Screen, language
from pipelines.garbage import frugal_heap
from pipelines.work.passing import given_up, may_pass

#: Commands and groups of commands, each with its module in `pipelines/commands`. A module is read when it is asked for, so that none waits for what another needs.
COMMANDS: Mapping[str, str] = {
    "demo": "demo",
    "ingest": "ingest",
    "scan": "scan",
    "search": "search",
    "reindex": "search",
    "work": "work",
    "serve": "serve",
    "migrate-store": "migrate_store",
    "backup": "backup",
    "restore": "backup",
    "watch": "watch",
    "transcripts": "versions",
    "retranscribe": "versions",
    "correct": "correct",
    "doctor": "doctor",
    "redact": "redact",
    "clip": "redact",
}
GROUPS: Mapping[str, str] = {
    "incidents": "incidents",
    "ledger": "ledger",
    "scorecard": "scorecard",
    "complaints": "complaints",
    "actions": "actions",
    "redactions": "redact",
    "rules": "rules",
    "exports": "exports",
    "report": "report",
    "retention": "retention",
    "keys": "keys",
    "subject": "subject",
    "user": "user",
    "audit": "audit",
    "evidence": "evidence",
    "alerts": "alerts",
}


class Commands(TyperGroup):
    """A command's function bears its name; a group is the `cli` of its module. (Typer keeps the types of contexts and commands to itself.)"""

    @override
    def list_commands(self, ctx: Any) -> list[str]:
        return [*COMMANDS, *GROUPS]

    @override
    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in GROUPS:
            group = typer.main.get_group(_module(GROUPS[cmd_name]).cli)
            group.name = cmd_name
            return group
        if cmd_name in COMMANDS:
            one = typer.Typer(add_completion=False)
            one.command(cmd_name)(getattr(_module(COMMANDS[cmd_name]), cmd_name.replace("-", "_")))
            return typer.main.get_command(one)
        return None


def _module(name: str) -> ModuleType:
    return import_module(f"pipelines.commands.{name}")


cli = typer.Typer(cls=Commands, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)


@cli.callback()
def fairdial() -> None:
    """FairDial 清催: 债务催收合规审计 / audits consumer debt collection"""


class Ended(SystemExit):
    """The machine, or whoever supervises this process, asked it to end."""


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Ended


def main() -> None:
    """Faults that no command could go on with end here, in the user's language."""
    signal.signal(signal.SIGTERM, _end)
    frugal_heap()
    with logged():
        _run()


def _run() -> None:
    try:
        cli()
    except Ended:  # what is being heard was handed on, and its thread need not be waited for
        sys.stdout.flush()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.raise_signal(signal.SIGTERM)
    except Refused as refused:
        Screen(language()).problems(refused.problems)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)
    except (OSError, OperationalError) as fault:
        if not may_pass(fault):
            raise
        Screen(language()).problem(given_up(fault, "fairdial", 1))
        sys.exit(2)


if __name__ == "__main__":
    main()
