"""`fairdial scan`: contacts as JSON lines in, findings as JSON lines out; no database."""

import sys
from typing import Annotated

import typer

from audit.pack import compile_pack
from config.loader import load_pack
from pipelines.bootstrap import reader_of
from pipelines.commands.screen import settings
from pipelines.sources.lines import scan_lines


def scan(
    pack: Annotated[str | None, typer.Option(help="规则包名称或目录 / rule pack, by name or folder")] = None,
) -> None:
    """逐行扫描 JSON,顺序不变 / Scan JSON lines from stdin, order kept; a bad line is answered with its error."""
    rules = load_pack(pack or settings().pack).rules
    refused = False
    for line in scan_lines(sys.stdin.buffer, compile_pack(rules), reader=reader_of(settings())):
        refused = refused or line.refused
        sys.stdout.write(line.text + "\n")
        sys.stdout.flush()
    raise typer.Exit(1 if refused else 0)
