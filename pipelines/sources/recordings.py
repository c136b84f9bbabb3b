"""The recording a dial log names: a file below the recordings folder and nowhere else."""

import re
from pathlib import Path

from pipelines.sources.rows import Fault

_LONGEST = 255
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\..*)?").fullmatch
_CONTROL = re.compile(r"[\x00-\x1f\x7f]").search


def recording_name(cell: str, folder: Path) -> str | None:
    """The path below `folder` with forward slashes, or None for no recording. The file need not be there yet."""
    value = cell.strip()
    if not value:
        return None
    if len(value) > _LONGEST:
        raise Fault("sources.too_long", limit=_LONGEST, found=len(value))
    if _CONTROL(value):
        raise Fault("sources.control_character", value=ascii(value))
    parts = value.replace("\\", "/").split("/")
    if value[0] in "/\\~" or ":" in value:
        raise Fault("sources.recording_absolute", value=value)
    if any(part in ("", ".", "..") or part != part.strip() for part in parts):
        raise Fault("sources.recording_traversal", value=value)
    if any(_DEVICE(part) for part in parts):
        raise Fault("sources.recording_device", value=value)
    if value[0] in "=@+":
        raise Fault("sources.formula_text", value=value[:80])
    _check_on_disk(folder, parts, value)
    return "/".join(parts)


def _check_on_disk(folder: Path, parts: list[str], value: str) -> None:
    """A link may point elsewhere in the folder, but not out of it; a folder, pipe or device is no recording."""
    try:
        found = folder.joinpath(*parts).resolve(strict=True)
        if not found.is_relative_to(folder.resolve()):
            raise Fault("sources.recording_outside", value=value)
        if not found.is_file():
            raise Fault("sources.recording_not_a_file", value=value)
    except FileNotFoundError:
        return  # the contact is kept and later fails with this reason
    except (OSError, RuntimeError) as error:
        raise Fault("sources.recording_not_a_file", value=value) from error
