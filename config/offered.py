"""Offered test rows as they are pasted into a rule's file."""

import yaml

from audit.offers import OfferedRow, row

#: Wide enough that YAML never breaks a row.
_WIDE = 1 << 20


def written(offered: OfferedRow) -> str:
    """One line: `{text: …, because: …}`"""
    text: str = yaml.safe_dump(row(offered), allow_unicode=True, default_flow_style=True, sort_keys=False, width=_WIDE)
    return text.strip()
