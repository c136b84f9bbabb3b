"""`fairdial rules`: check, test, lock, explain and compare the rule pack."""

from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from audit.errors import Problem, Refused
from audit.pack import compile_pack
from audit.rules.check import check
from audit.rules.diff import Side, diff, diff_lock
from audit.rules.explain import explain
from audit.rules.lock import Lock, Locked, check_lock, next_lock
from audit.rules.model import Rule, Status
from audit.rules.telling import Line
from config.explain import spelt
from config.loader import LoadedPack, read_any, read_pack
from config.lockfile import lock_path, read_lock, write_lock
from config.messages import LANGUAGES
from pipelines.bootstrap import reader_of
from pipelines.commands.backtest import backtest
from pipelines.commands.offers import offers, settle
from pipelines.commands.options import AsJson, Pack
from pipelines.commands.screen import Screen, out, settings

cli = typer.Typer(help="规则包 / the rule pack", no_args_is_help=True)
cli.command()(backtest)
cli.command()(offers)
cli.command()(settle)


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
    compiled, reader = compile_pack(loaded.rules, statuses=frozenset(Status)), reader_of(settings())
    _end(screen, (*faults, *(fault for rule in loaded.rules for fault in check(rule, compiled, reader))))
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


@cli.command("explain")
def explain_rule(
    rule: Annotated[str, typer.Argument(help="规则编号或其结尾 / rule id, or the end of one")],
    pack: Pack = None,
    lang: Annotated[str | None, typer.Option(help="zh | en; 缺省两种都给 / both unless given")] = None,
    as_json: AsJson = False,
) -> None:
    """用法律人能核对的话说明一条规则 / Say in sentences what a rule does."""
    screen = Screen(settings().lang, as_json)
    loaded, _ = read_pack(pack or settings().pack)
    if lang not in (None, *LANGUAGES):
        raise typer.BadParameter(", ".join(LANGUAGES), param_hint="--lang")
    told = explain(_named(rule, loaded), loaded.words)
    texts = {language: list(spelt(told, language)) for language in ([lang] if lang else LANGUAGES)}
    if as_json:
        screen.line({"rule": _named(rule, loaded).id, **texts})
        return
    out.print("\n\n".join("\n".join(lines) for lines in texts.values()), markup=False, soft_wrap=True)


@cli.command("diff")
def diff_packs(
    old: Annotated[Path | None, typer.Argument(help="旧文件或文件夹 / old file or folder")] = None,
    new: Annotated[Path | None, typer.Argument(help="新文件或文件夹 / new file or folder")] = None,
    against_lock: Annotated[
        bool, typer.Option("--lock", help="当前规则包与其锁文件 / the pack against its lock")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """比较两个版本的规则;改了内容未升版本时退出码为 1 / Compare rules; exit 1 where a change kept its version."""
    screen = Screen(settings().lang, as_json)
    loaded, faults = read_pack(settings().pack)
    if against_lock:
        lock, rules = read_lock(lock_path(loaded)), loaded.rules
        lines = diff_lock(rules, lock)
    elif old and new:
        before, words, _ = read_any(old, loaded.words)
        rules, new_words, faults = read_any(new, loaded.words)
        lines = diff(Side(before, words), Side(rules, new_words))
        lock = {rule.id: Locked(rule.version, rule.digest) for rule in before}
    else:
        raise Refused(Problem("rules.diff_what", "fairdial rules diff"))
    _show(screen, lines)
    _end(screen, (*faults, *_tampered(rules, lock)))


def _show(screen: Screen, lines: Sequence[Line]) -> None:
    if screen.as_json:
        for line in lines:
            values = {"change": line.code.removeprefix("diff."), "rule": line.values["id"]}
            screen.line({**values, "text": list(spelt((line,), screen.language))})
        return
    for text in spelt(tuple(lines), screen.language):
        out.print(text, markup=False, soft_wrap=True)
    counts = Counter(line.code for line in lines)
    removed = counts["diff.removed"] + counts["diff.gone"]
    screen.print("rules.summary", added=counts["diff.added"], removed=removed, changed=counts["diff.changed"])


def _tampered(rules: Sequence[Rule], lock: Lock) -> tuple[Problem, ...]:
    try:
        next_lock(rules, lock)
    except Refused as refused:
        return refused.problems
    return ()


def _named(name: str, loaded: LoadedPack) -> Rule:
    found = [rule for rule in loaded.rules if rule.id == name] or [
        rule for rule in loaded.rules if rule.id.endswith((f".{name}", f"-{name}"))
    ]
    if len(found) == 1:
        return found[0]
    ids = [rule.id for rule in found or loaded.rules]
    known = ids if found else get_close_matches(name, ids, n=3, cutoff=0.3)
    raise Refused(Problem("rules.unknown_rule", loaded.name, {"id": name, "known": ", ".join(known) or "-"}))


def _end(screen: Screen, faults: tuple[Problem, ...]) -> None:
    if faults:
        screen.problems(faults)
        if not screen.as_json:
            screen.print("rules.faults", count=len(faults))
        raise typer.Exit(1)
