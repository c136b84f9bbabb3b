"""`fairdial subject`: what a person may ask of whoever keeps data about them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from audit.chain import Act
from audit.errors import Problem, Refused
from audit.rights import Verb
from audit.subjects import Correction, Field, correct
from pipelines.bootstrap import Application
from pipelines.commands.acting import operator
from pipelines.commands.options import AsJson
from pipelines.commands.screen import Screen, settings
from pipelines.subjects import Asked, Person, write

cli = typer.Typer(help="个人信息查阅、复制和更正 / a person's own data", no_args_is_help=True)


@cli.command("export")
def export(
    debtor: Annotated[str, typer.Argument(help="债务人编号 / id of the debtor")],
    to: Annotated[Path, typer.Option("--to", help="写到这个 zip / the zip to write")],
    institution: Annotated[str | None, typer.Option(help="只要这家机构的 / only of this institution")] = None,
    recordings: Annotated[bool, typer.Option(help="包括录音 / recordings, too")] = True,
    as_json: AsJson = False,
) -> None:
    """导出所保存的一个人的全部信息 / Everything that is kept about one person."""
    app, screen, by = _opened(as_json)
    asked = Asked(debtor, by, datetime.now(UTC), institution, recordings)
    person = Person(app.store, app.retention, app.blobs, asked)
    person.accounts()
    app.acts.add(Act(asked.at, by, Verb.SUBJECT, debtor, {"what": "export"}))
    files = write(person, to)
    if as_json:
        screen.line({"debtor": debtor, "file": str(to), "files": files})
    else:
        screen.print("subject.exported", file=to, count=files)


@cli.command("correct")
def correct_(  # noqa: PLR0913, PLR0917 - each is an option
    case: Annotated[str, typer.Argument(help="档案编号 / id of the case")],
    field: Annotated[Field, typer.Argument(help="哪一项 / which field")],
    before: Annotated[str, typer.Option("--from", help="现在的值 / as it is")],
    reason: Annotated[str, typer.Option(help="理由 / reason")],
    after: Annotated[str, typer.Option("--to", help="正确的值;留空则去掉 / as it should be; empty takes it out")] = "",
    as_json: AsJson = False,
) -> None:
    """更正姓名或号码,以后导入同样的错误也会更正 / Correct a name or a number, also when the same mistake is imported again."""
    app, screen, by = _opened(as_json)
    one = Correction(case, field, before.strip(), after.strip(), reason.strip(), by, datetime.now(UTC))
    known = app.store.cases([case]).get(case)
    if known is None:
        raise Refused(Problem("subject.no_case", case))
    correct(known, one)  # what cannot be is not in the log either
    app.acts.add(Act(one.at, by, Verb.SUBJECT, case, {"what": "correct", "field": field.value}))
    app.store.correct_case(one)
    if as_json:
        screen.line({"case": case, "field": field, "corrections": len(app.store.corrections([case]))})
    else:
        screen.print("subject.corrected", case=case)


def _opened(as_json: bool) -> tuple[Application, Screen, str]:
    app = Application(settings())
    return app, Screen(app.settings.lang, as_json), operator()
