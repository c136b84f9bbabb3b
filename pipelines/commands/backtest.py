"""`fairdial rules backtest`: what a changed rule would have found in everything that is stored."""

import os
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from audit.backtest import Fate, Outcome
from audit.ports import Store
from audit.rights import Verb
from config.loader import load_pack, read_rules
from config.settings import Settings
from pipelines.backtest import Change, Result
from pipelines.backtest import backtest as run
from pipelines.bootstrap import Application
from pipelines.commands.acting import enter
from pipelines.commands.options import AsJson, Pack
from pipelines.commands.screen import Screen, masked, out, settings


def backtest(
    change: Annotated[Path, typer.Option(help="改过的规则文件或文件夹 / the changed rule file, or a folder of them")],
    pack: Pack = None,
    limit: Annotated[int, typer.Option(min=0, help="每类最多列出几件 / incidents listed of each kind")] = 20,
    as_json: AsJson = False,
) -> None:
    """用历史记录试改动;丢失已确认事件时退出码为 1 / Try a change on stored history; exit 1 if a confirmed incident is lost."""
    wanted = settings()
    screen = Screen(wanted.lang, as_json)
    loaded = load_pack(pack or wanted.pack)
    tried = Change.of(loaded.rules, read_rules(change, loaded))
    enter(Application(wanted), Verb.RULES, step="backtest")
    result = run(partial(_open, wanted), tried, workers=os.cpu_count() or 1)
    if as_json:
        for outcome in result.outcomes:
            screen.line(record(outcome))
    else:
        _show(screen, tried, result, limit)
    fatal = [outcome for outcome in result.outcomes if outcome.fatal]
    if fatal and not as_json:
        screen.print("backtest.confirmed_lost", count=len(fatal))
    raise typer.Exit(1 if fatal else 0)


def _open(wanted: Settings) -> Store:
    return Application(wanted).store


def _show(screen: Screen, tried: Change, result: Result, limit: int) -> None:
    counts = Counter(outcome.fate for outcome in result.outcomes)
    names = ", ".join(rule.id for rule in tried.after) or "-"
    screen.print("backtest.done", rules=names, turns=f"{result.turns:,}", judged=f"{result.judged:,}")
    for fate in (Fate.LOST, Fate.NEW, Fate.SAME):
        shown = [outcome for outcome in result.outcomes if outcome.fate is fate]
        shown.sort(key=lambda outcome: (not outcome.fatal, -outcome.lead.severity, outcome.contact))
        screen.print(f"backtest.{fate}", count=counts[fate])
        if not shown or not limit:
            continue
        table = screen.table(
            *(f"backtest.column.{column}" for column in ("contact", "category", "rule", "quote", "note"))
        )
        for outcome in shown[:limit]:
            note = screen.say("backtest.note.confirmed") if outcome.confirmed else ""
            kept = screen.say("backtest.note.kept") if outcome.kept and fate is Fate.LOST else ""
            lead = outcome.lead
            notes = " ".join(filter(None, (note, kept)))
            table.add_row(outcome.contact, screen.category(outcome.category), lead.rule, masked(lead.quote), notes)
        out.print(table)


def record(outcome: Outcome) -> dict[str, object]:
    """An outcome as `--json` gives it."""
    lead = outcome.lead
    return {
        "incident": outcome.incident,
        "fate": outcome.fate,
        "contact": outcome.contact,
        "category": outcome.category,
        "rule": lead.rule,
        "severity": lead.severity,
        "quote": lead.quote,
        "quotes": [finding.quote for finding in outcome.findings],
        "confirmed": outcome.confirmed,
        "kept": outcome.kept,
    }
