"""Options that several commands take."""

from typing import Annotated

import typer

Pack = Annotated[str | None, typer.Argument(help="规则包名称或目录 / pack, by name or folder")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON 行 / JSON lines")]
