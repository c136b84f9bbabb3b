"""Accounts and the log of acts, as an operator keeps them."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from tests.e2e.conftest import Ran


def test_accounts_tokens_and_the_log(fairdial: Callable[..., Ran], home: Path) -> None:
    made = fairdial("user", "add", "li.fuhe", "--role", "reviewer", "--display", "李复核", "--agency", "宜诚服务")
    assert made.code == 0, made.err
    assert "一次性密码" in made.out
    again = fairdial("user", "add", "li.fuhe", "--role", "reviewer")
    assert (again.code, "已存在" in again.err) == (2, True)
    wide = fairdial("user", "token", "li.fuhe", "--verb", "export")
    assert (wide.code, "没有这些权限" in wide.err) == (2, True)
    token = fairdial("user", "token", "li.fuhe", "--verb", "queue", "--days", "7")
    assert "fairdial_" in token.out
    fairdial("user", "disable", "li.fuhe")
    (account,) = fairdial("user", "list", "--json").lines
    assert (account["roles"], account["disabled"]) == (["reviewer"], True)
    assert account["scope"] == {"agencies": ["宜诚服务"]}
    assert len(account["tokens"]) == 1
    assert fairdial("audit", "anchor").code == 0
    whole = fairdial("audit", "verify", "--json")
    assert (whole.code, whole.lines[0]["acts"], whole.lines[0]["faults"]) == (0, 3, 0)

    database = sqlite3.connect(home / "fairdial.sqlite")
    database.execute("UPDATE acts SET \"by\" = 'somebody else' WHERE no = 2")
    database.execute("DELETE FROM acts WHERE no = 3")
    database.commit()
    database.close()
    torn = fairdial("audit", "verify")
    assert torn.code == 1
    assert "第 2 条被改动过" in torn.err
    assert "止于第 2 条" in torn.err
