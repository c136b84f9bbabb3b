"""`fairdial rules`: check, test and lock the rule pack."""

from typing import Annotated

import typer

from audit.errors import Problem
from audit.pack import compile_pack
from audit.rules.check import check
from audit.rules.lock import check_lock, next_lock
from audit.rules.model import Status
from config.loader import read_pack
from config.lockfile import lock_path, read_lock, write_lock
from pipelines.commands.screen import Screen, settings

cli = typer.Typer(help="规则包 / the rule pack", no_args_is_help=True)

Pack = Annotated[str | None, typer.Argument(help="规则包名称或目录 / pack, by name or folder")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON 行 / JSON lines")]


@cli.command()
def lint(pack: Pack = None, as_json: AsJson = False) -> None:
    """检查格式、法律依据和版本 / Every fault of every rule, with file and line."""
    screen = Screen(settings().lang, as_json)
    loaded, faults = read_pack(pack or settings().pack)
    path = lock_path(loaded)
    faults = (*faults, *check_lock(loaded.rules, read_lock(path), path.name))
    _end(screen, faults)
    live = sum(rule.status is Status.LIVE for rule in loaded.rules)
    screen.print("rules.linted", pack=loaded.name, live=live, total=len(loaded.rules))


@cli.command("test")
def run_examples(pack: Pack = None, as_json: AsJson = False) -> None:
    """运行规则自带的样例 / Run the examples that the rules carry."""
    screen = Screen(settings().lang, as_json)
    loaded, faults = read_pack(pack or settings().pack)
    compiled = compile_pack(loaded.rules, statuses=frozenset(Status))
    _end(screen, (*faults, *(fault for rule in loaded.rules for fault in check(rule, compiled))))
    rows = sum(len(rule.tests.must) + len(rule.tests.must_not) for rule in loaded.rules)
    screen.print("rules.tested", rules=len(loaded.rules), rows=rows)


@cli.command()
def lock(pack: Pack = None) -> None:
    """记录规则版本 / Write down the rules' versions after a change."""
    screen = Screen(settings().lang)
    loaded, faults = read_pack(pack or settings().pack)
    _end(screen, faults)
    path = lock_path(loaded)
    write_lock(path, next_lock(loaded.rules, read_lock(path)))
    screen.print("rules.locked", path=path.name, count=len(loaded.rules))


def _end(screen: Screen, faults: tuple[Problem, ...]) -> None:
    if faults:
        screen.problems(faults)
        if not screen.as_json:
            screen.print("rules.faults", count=len(faults))
        raise typer.Exit(1)
