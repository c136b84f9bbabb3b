"""`fairdial redact`, `redactions` and `clip`: masked copies of recordings, those that wait for a person, and seconds of them as evidence."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from audit.errors import Problem, Refused
from audit.records import Contact, State
from audit.redaction.model import Redaction
from audit.rights import Verb
from config.messages import render
from pipelines.bootstrap import Application
from pipelines.commands.acting import enter
from pipelines.commands.options import AsJson
from pipelines.commands.screen import Screen, out, settings
from pipelines.steps.redact import Listening, redact_contact
from pipelines.work.pages import pages

cli = typer.Typer(help="录音遮蔽 / masked recordings", no_args_is_help=True)


def redact(
    contact: Annotated[str | None, typer.Argument(help="call:CALL-0001")] = None,
    every: Annotated[bool, typer.Option("--all", help="所有已转写的录音 / every transcribed recording")] = False,
    as_json: AsJson = False,
) -> None:
    """遮蔽录音中的个人信息并重听验证 / Mask personal data in recordings and listen again; done before: nothing changes."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    if (contact is None) is not every:
        raise Refused(Problem("redaction.which", "redact"))
    keys = [_known(app, contact).key] if contact is not None else list(_recorded(app))
    enter(app, Verb.OPERATE, contact or "", step="redact")
    made, refused = list[Redaction](), 0
    with screen.progress() as progress:
        for key in progress.track(keys, description=screen.say("redaction.working")):
            try:
                made.append(redact_contact(app.store, app.blobs, listening(app), key))
            except Refused as problem:
                screen.problems(problem.problems)
                refused += 1
                continue
            tell(screen, made[-1])
    if every:
        counts = {"redacted": len(made), "held": sum(bool(one.held) for one in made), "refused": refused}
        screen.line(counts) if as_json else screen.print("redaction.done", **counts)
    if refused:
        raise typer.Exit(1)


@cli.command("list")
def list_(
    held: Annotated[bool, typer.Option("--held", help="仅待人工确认的 / only those that wait for a person")] = False,
    as_json: AsJson = False,
) -> None:
    """列出遮蔽副本 / List masked copies, with what was masked and why some are held back."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    found = app.store.redactions(held=held)
    for one in found:
        tell(screen, one)
    if not found and not as_json:
        screen.print("redaction.none")


def clip(
    contact: Annotated[str, typer.Argument(help="call:CALL-0001")],
    turn: Annotated[int, typer.Argument(help="话轮序号,从 0 起 / number of the turn, from 0", min=0)],
    to: Annotated[Path, typer.Option(help="WAV 文件 / the WAV file to write")],
    seconds: Annotated[float, typer.Option(min=0, max=600, help="前后各留几秒 / seconds before and after")] = 2.0,
    original: Annotated[
        bool, typer.Option("--original", help="未遮蔽的原声 / the sound as recorded, not masked")
    ] = False,
) -> None:
    """截取一个话轮的录音 / Save the seconds of one turn, with personal data masked unless the original is asked for."""
    app = Application(settings())
    found = _known(app, contact)
    said = next((one for one in found.turns if one.index == turn), None)
    if said is None:
        raise Refused(Problem("clip.no_turn", contact, {"turn": turn, "turns": len(found.turns)}))
    if said.start is None or said.end is None:
        raise Refused(Problem("clip.no_times", contact, {"turn": turn}))
    if found.audio is None:
        raise Refused(Problem("redaction.no_audio", contact))
    enter(app, Verb.PLAY if original else Verb.LISTEN, contact, turn=str(turn))
    recording = app.decoder.decode(
        app.blobs.get(found.audio if original else _masked(app, contact)), found.recording or contact
    )
    to.write_bytes(app.clipper(recording, said.start, said.end, seconds, contact))
    kind = "original" if original else "masked"
    Screen(app.settings.lang).print(f"clip.{kind}", path=to, contact=contact, turn=turn)


def listening(app: Application) -> Listening:
    return Listening(app.decoder, app.transcriber, app.masker, app.voices)


def tell(screen: Screen, made: Redaction) -> None:
    """One masked copy, as a line or as JSON."""
    if screen.as_json:
        screen.line(record(made, screen.language))
        return
    seconds = sum(one.end - one.start for one in made.stretches)
    values = {"count": len(made.stretches), "seconds": f"{seconds:.1f}", "contact": made.contact}
    screen.print("redaction.held" if made.held else "redaction.clean", **values)
    for problem in made.held:
        out.print(f"  {render(problem, screen.language)}", markup=False)


def record(made: Redaction, language: str) -> Mapping[str, object]:
    """A masked copy as `--json` gives it; the keys are a stable interface. One that is held back names no file."""
    channel, _, contact = made.contact.partition(":")
    return {
        "contact": contact,
        "channel": channel,
        "status": "held" if made.held else "clean",
        "audio": made.audio,
        "masked": None if made.held else made.masked,
        "stretches": [
            {"channel": one.channel, "start": round(one.start, 3), "end": round(one.end, 3), "kinds": one.kinds}
            for one in made.stretches
        ],
        "hearings": made.hearings,
        "settings": made.settings,
        "held": [
            {"reason": problem.code, "message": render(problem, language), **problem.values} for problem in made.held
        ],
    }


def _masked(app: Application, contact: str) -> str:
    """The copy, made now if it was not before. Raises Refused where it is held back."""
    made = redact_contact(app.store, app.blobs, listening(app), contact)
    if made.held:
        raise Refused(Problem("clip.held", contact))
    return made.masked


def _known(app: Application, contact: str) -> Contact:
    try:
        return app.store.contacts([contact])[0]
    except KeyError:
        raise Refused(Problem("redaction.unknown_contact", contact)) from None


def _recorded(app: Application) -> Iterator[str]:
    """Whatever failed before it was transcribed is not among them; `doctor` lists it."""
    for keys in pages(app.store, State.TRANSCRIBED, State.SCANNED, State.INDEXED):
        yield from (contact.key for contact in app.store.contacts(keys) if contact.audio)
