"""The files of config/sources: one source each, every fault reported with its line."""

from pathlib import Path
from zoneinfo import ZoneInfo

from audit.errors import Problem, Refused
from audit.records import Direction, Disposition, LegalStage, Met, Party, Speaker, YesNo
from audit.rules.node import Node
from config.yaml_lines import read_yaml
from pipelines.sources import encodings
from pipelines.sources.columns import COLUMNS
from pipelines.sources.mapping import SourceMapping, TableMapping

FOLDER = Path(__file__).resolve().parents[2] / "config" / "sources"
#: The source that needs no naming: our own headers.
STANDARD = "standard"
_WORDS = {
    "direction": Direction,
    "disposition": Disposition,
    "party_role": Party,
    "legal_stage": LegalStage,
    "speaker": Speaker,
    "met": Met,
    "recorded": YesNo,
}


def load_mappings(folder: Path = FOLDER) -> tuple[SourceMapping, ...]:
    """Every source of a folder, the standard one first. Raises Refused with all faults of all files."""
    faults: list[Problem] = []
    found: list[SourceMapping] = []
    for path in sorted(folder.glob("*.yml"), key=lambda path: (path.stem != STANDARD, path.name)):
        try:
            found.append(read_mapping(path.read_bytes(), path.stem, f"sources/{path.name}"))
        except Refused as refused:
            faults.extend(refused.problems)
    if faults:
        raise Refused(faults)
    return tuple(found)


def read_mapping(data: bytes, name: str, file: str) -> SourceMapping:
    reader = _Reader()
    documents = read_yaml(data, file)
    if len(documents) != 1:
        raise Refused(Problem("sources.mapping_not_one", file))
    mapping = reader.source(documents[0], name)
    if reader.faults:
        raise Refused(reader.faults)
    return mapping


class _Reader:
    """Reads a mapping file and collects its faults."""

    def __init__(self) -> None:
        self.faults: list[Problem] = []

    def source(self, node: Node, name: str) -> SourceMapping:
        parts = self._keys(node, {"title", "timezone", "encoding", "channels", "tables"})
        tables = self._keys(parts.get("tables"), set(COLUMNS))
        zone, encoding, channels = parts.get("timezone"), parts.get("encoding"), parts.get("channels")
        return SourceMapping(
            name,
            self._zone(zone) if zone else None,
            self._one_of(encoding, encodings.NAMES) if encoding else None,
            tuple(Speaker(word) for word in self._speakers(channels)),
            {kind: self._table(kind, table) for kind, table in tables.items()},
        )

    def _table(self, kind: str, node: Node) -> TableMapping:
        parts = self._keys(node, {"columns", "values", "fixed", "sheet"})
        ours = frozenset(COLUMNS[kind].all)
        columns = {their: self._one_of(word, ours) for their, word in self._keys(parts.get("columns")).items()}
        values = {
            column: {their: self._word(column, word) for their, word in self._keys(words).items()}
            for column, words in self._keys(parts.get("values"), {*ours & set(_WORDS)}).items()
        }
        fixed = {column: self._fixed(column, word) for column, word in self._keys(parts.get("fixed"), {*ours}).items()}
        sheet = parts.get("sheet")
        return TableMapping(columns, values, fixed, self._text(sheet) if sheet else None)

    def _keys(self, node: Node | None, known: set[str] | None = None) -> dict[str, Node]:
        if node is None or node.value is None:
            return {}
        if not isinstance(node.value, dict):
            self._fault("sources.mapping_not_keys", node)
            return {}
        for key, value in node.value.items():
            if known is not None and key not in known:
                self._fault("sources.mapping_unknown_key", value, key=key, known=", ".join(sorted(known)))
        return {key: value for key, value in node.value.items() if known is None or key in known}

    def _speakers(self, node: Node | None) -> list[str]:
        items = node.value if node is not None and isinstance(node.value, tuple) else ()
        if node is not None and not 1 <= len(items) <= 2:
            self._fault("sources.mapping_channels", node)
        return [self._one_of(item, frozenset(Speaker)) or Speaker.UNKNOWN for item in items]

    def _word(self, column: str, node: Node) -> str:
        return self._one_of(node, frozenset(_WORDS[column]))

    def _fixed(self, column: str, node: Node) -> str:
        return self._word(column, node) if column in _WORDS else self._text(node)

    def _zone(self, node: Node) -> ZoneInfo | None:
        try:
            return ZoneInfo(self._text(node))
        except (KeyError, ValueError, OSError):
            self._fault("sources.mapping_zone", node, value=node.plain)
            return None

    def _one_of(self, node: Node, known: frozenset[str]) -> str:
        if isinstance(node.value, str) and node.value in known:
            return node.value
        self._fault("sources.mapping_value", node, value=node.plain, known=", ".join(sorted(known)))
        return ""

    def _text(self, node: Node) -> str:
        if isinstance(node.value, str) and node.value:
            return node.value
        self._fault("sources.mapping_value", node, value=node.plain, known="text")
        return ""

    def _fault(self, code: str, node: Node, **values: object) -> None:
        self.faults.append(Problem(code, node.where, values))
