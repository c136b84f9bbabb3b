"""An exported file as somebody checks it who got it by mail."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from audit.chain import Act
from config.settings import Settings
from pipelines.bootstrap import Application
from pipelines.exports.writing import Export, Format
from tests.e2e.conftest import Ran
from tests.make import NINE


def test_a_file_is_verified_and_looked_up_in_the_log(fairdial: Callable[..., Ran], home: Path, tmp_path: Path) -> None:
    app = Application(Settings(_env_file=None, home=home))
    told = []
    export = Export("e1", "经理", ["话"], iter([["还款"], ["=1+1"]]), lambda: NINE, told.append)
    path = tmp_path / "export.csv"
    path.write_bytes(b"".join(export.pieces(Format.CSV)))

    whole = fairdial("exports", "verify", path)
    assert (whole.code, "2 行" in whole.out, "没有这次导出" in whole.out) == (0, True, True)
    app.acts.add(Act(datetime.now(NINE.tzinfo), "经理", "export", "e1", {"sha256": told[0].sha256}))
    app.store.engine.dispose()  # type: ignore[attr-defined]
    known = fairdial("exports", "verify", path, "--json")
    assert (known.code, known.lines[0]["good"], known.lines[0]["logged"]) == (0, True, True)

    path.write_text(path.read_text(encoding="utf-8").replace("还款", "还钱"), encoding="utf-8", newline="")
    changed = fairdial("exports", "verify", path)
    assert (changed.code, "导出后被改动" in changed.err, changed.out) == (1, True, "")
    (tmp_path / "other.xlsx").write_bytes(b"PK no zip")
    odd = fairdial("exports", "verify", tmp_path / "other.xlsx")
    assert (odd.code, "不是可读的" in odd.err) == (2, True)
    away = fairdial("exports", "verify", tmp_path / "none.csv")
    assert (away.code, "none.csv" in away.err) == (2, True)
