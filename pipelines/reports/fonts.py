"""The font of reports, which `make setup` fetches: a machine without Chinese letters writes them all the same."""

from pathlib import Path

from audit.errors import Problem, Refused
from config.settings import ROOT

FAMILY = "Noto Sans SC"
_FOLDER = ROOT / "api" / "console" / "static" / "vendor" / "@expo-google-fonts" / "noto-sans-sc"


def font_folder() -> Path:
    """Raises Refused (`report.no_font`) where it was not fetched."""
    if not any(_FOLDER.glob("*.ttf")):
        raise Refused(Problem("report.no_font", str(_FOLDER)))
    return _FOLDER
