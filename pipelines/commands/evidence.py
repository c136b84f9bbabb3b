"""`fairdial evidence`: packages that anybody can verify, and the keys that sign them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from audit.errors import Problem, Refused
from audit.ports import Incident
from audit.rights import Verb
from audit.signing import fingerprint, key_id
from pipelines.bootstrap import Application
from pipelines.commands.acting import enter, operator
from pipelines.commands.options import AsJson
from pipelines.commands.screen import Screen, err, settings
from pipelines.containers import container_of
from pipelines.evidence import verify_evidence
from pipelines.evidence.acting import SHORTEST_REASON, Request

cli = typer.Typer(help="证据包 / evidence packages", no_args_is_help=True)
vcon = typer.Typer(help="vCon 会话容器 / vCon containers", no_args_is_help=True)
cli.add_typer(vcon, name="vcon")


@cli.command()
def export(
    incidents: list[str],
    reason: Annotated[str, typer.Option(help="理由:调取人、用途 / why: for whom, what for")],
    to: Annotated[Path | None, typer.Option("-o", "--output", help="写到 / the file to write")] = None,
    original: Annotated[
        bool, typer.Option("--original", help="含原始录音和个人信息 / the recording and personal data as they are")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """导出带签名的证据包 / Write a signed package of these incidents, masked unless the original is asked for."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    found = [_known(app, one) for one in dict.fromkeys(incidents)]
    identity, data = Request(operator(), reason, original, lambda: datetime.now(UTC)).package(app, found)
    path = to or Path(f"evidence-{identity}.zip")
    _write(path, data)
    key = next(iter(app.signer.known()))
    values = {"package": identity, "path": str(path), "incidents": len(found), "key": key}
    screen.line(values) if as_json else screen.print("evidence.exported", **values)


@vcon.command("export")
def export_vcon(
    contact: Annotated[str, typer.Argument(help="call:CALL-0001")],
    to: Annotated[Path | None, typer.Option("-o", "--output", help="写到 / the file to write")] = None,
    original: Annotated[
        bool, typer.Option("--original", help="含原始录音和个人信息 / the recording and personal data as they are")
    ] = False,
    reason: Annotated[str, typer.Option(help="要原始内容的理由 / why the original is needed")] = "",
) -> None:
    """导出一次触达为 vCon / Write a contact as a vCon container, masked unless the original is asked for."""
    app = Application(settings())
    if original and len(reason.strip()) < SHORTEST_REASON:
        raise Refused(Problem("evidence.reason", contact, {"least": SHORTEST_REASON}))
    enter(app, Verb.EXPORT, contact, what="vcon", original=str(original).lower(), reason=reason)
    path = to or Path(f"{contact.replace(':', '-').replace('/', '-')}.vcon.json")
    _write(path, container_of(app, contact, datetime.now(UTC), original=original))
    Screen(app.settings.lang).print("vcon.exported", contact=contact, path=path)


@cli.command()
def verify(
    file: Path,
    key: Annotated[str, typer.Option(help="预期的密钥指纹 / fingerprint of the key that is expected")] = "",
    as_json: AsJson = False,
) -> None:
    """核验证据包:是否完整、未改动、由谁签名 / Check that a package is whole and unchanged, and say whose key signed it."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    try:
        with file.open("rb") as opened:
            report = verify_evidence.check(opened.read(verify_evidence.LARGEST + 1), key)
    except OSError as error:
        raise _unreadable(file, error) from error
    own = report.fingerprint in {fingerprint(public) for public in app.signer.known().values()}
    said = report.sentences(app.settings.lang)
    files = len(report.manifest["files"]) if not report.faults else 0
    if as_json:
        faults = [{"code": code, "message": text} for (code, _), text in zip(report.faults, said, strict=True)]
        screen.line({"good": not faults, "files": files, "key": report.fingerprint, "own_key": own, "faults": faults})
    else:
        for text in said:
            err.print(f"✗ {text}", markup=False)
        if not said:
            screen.print("evidence.good", files=files)
        if report.fingerprint:
            screen.print(f"evidence.signed_{'here' if own else 'elsewhere'}", fingerprint=report.fingerprint)
    if report.faults:
        raise typer.Exit(1)


@cli.command()
def verifier(
    to: Annotated[Path, typer.Option("-o", "--output", help="写到 / the file to write")] = Path("verify_evidence.py"),
) -> None:
    """写出独立的核验程序,交给监管或法院 / Write the verifier as a file of its own, for whoever has no FairDial."""
    _write(to, Path(verify_evidence.__file__).read_bytes())
    Screen(settings().lang).print("evidence.verifier", path=to)


@cli.command()
def keys(as_json: AsJson = False) -> None:
    """签名密钥及其指纹 / The keys that sign here, with the fingerprints to publish."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    for number, public in enumerate(app.signer.known().values()):
        state = "before" if number else "now"
        if as_json:
            screen.line({"key": key_id(public), "state": state, "fingerprint": fingerprint(public)})
        else:
            told = screen.say(f"evidence.key.{state}")
            screen.print("evidence.key", key=key_id(public), state=told, fingerprint=fingerprint(public))


@cli.command()
def rotate() -> None:
    """换一把签名密钥,旧公钥保留 / Sign with a new key from now on; what was signed before still verifies."""
    app = Application(settings())
    enter(app, Verb.OPERATE, "signing_key", step="rotate")
    key = app.signer.rotate()
    Screen(app.settings.lang).print("evidence.rotated", key=key)


def _known(app: Application, incident: str) -> Incident:
    found = app.store.incident(incident)
    if found is None:
        raise Refused(Problem("incident.unknown", incident))
    return found


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> Refused:
    return Refused(Problem("evidence.unreadable", str(path), {"fault": error.strerror or str(error)}))
