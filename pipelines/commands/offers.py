"""`fairdial rules offers`: what reviewers rejected and what they marked as missed, as test rows to paste."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Annotated

import typer

from audit.errors import Problem, Refused
from audit.offers import Kind, OfferedRow, Status, row
from audit.rights import Verb
from config.offered import written
from pipelines.bootstrap import Application
from pipelines.commands.acting import enter
from pipelines.commands.options import AsJson
from pipelines.commands.screen import Screen, out, settings


def offers(
    rule: Annotated[str | None, typer.Argument(help="规则编号 / rule id")] = None,
    status: Annotated[Status, typer.Option(help="只列这种状态 / only of this status")] = Status.OFFERED,
    as_json: AsJson = False,
) -> None:
    """列出复核产生的测试行(已遮蔽) / Test rows that review has left for a rule's author, masked, ready to paste."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    enter(app, Verb.RULES, rule or "", step="offers")
    found = app.review.offers(rule, status)
    if as_json:
        for one in found:
            screen.line({"id": one.id, "rule": one.rule, "category": one.category, "kind": one.kind, **row(one)})
        return
    if not found:
        screen.print("offers.none")
        return
    for name, of_rule in groupby(found, key=lambda one: one.rule):
        out.print(_block(screen, name, list(of_rule)), markup=False, soft_wrap=True)


def settle(
    ids: Annotated[list[str], typer.Argument(help="测试行编号 / ids of test rows")],
    status: Annotated[Status, typer.Option("--as", help="taken | declined | offered")],
    by: Annotated[str, typer.Option(help="规则作者 / who settles them")],
) -> None:
    """记录测试行已写入规则或不采用 / Say that test rows are in the rule now, or are not wanted."""
    app = Application(settings())
    if status is Status.WITHDRAWN:
        raise Refused(Problem("offers.not_yours", "--as", {"status": status}))
    enter(app, Verb.WRITE_RULES, step="offers", status=status.value, count=str(len(ids)), by=by)
    try:
        app.review.settle_offers(ids, status, by, datetime.now(UTC))
    except KeyError as error:
        raise Refused(Problem("offers.unknown", str(error.args[0]))) from error
    Screen(app.settings.lang).print("offers.settled", count=len(ids), status=status.value)


def _block(screen: Screen, rule: str, rows: Sequence[OfferedRow]) -> str:
    """One rule's rows as they stand in its file; each row's id behind it."""
    lines = [f"# {rule or screen.say('offers.no_rule')}", "tests:"]
    for kind in Kind:
        of_kind = [one for one in rows if one.kind is kind]
        if of_kind:
            lines.append(f"  {kind}:")
            lines += [f"    - {written(one)}  # {one.id} {one.category}" for one in of_kind]
    return "\n".join(lines)
