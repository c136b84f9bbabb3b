"""A configuration folder made for one test."""

from pathlib import Path

import pytest

GOOD = """\
id: cn.test.blast
version: 1
status: live
title: {zh: 测试, en: Test}
category: T08
severity: 3
owner: tests
law:
  - {instrument: 个人信息保护法, place: 第10条, force: LAW, verified: text}
in_force: {from: 2025-02-28}
say: 爆你通讯录
tests:
  must:
    - {text: 我要爆你通讯录, quote: 爆你通讯录}
    - {text: 明天爆你通讯录, quote: 爆你通讯录}
    - {text: '不还,爆你通讯录', quote: 爆你通讯录}
  must_not:
    - {text: 请更新通讯录, because: ordinary words}
    - {text: 气球爆了, because: ordinary words}
    - {text: 您好, because: nothing said}
"""


def config(folder: Path, lexicon: str = "", **rules: str) -> Path:
    """`name=text` become packs/cn/name.yml; returns the folder."""
    (folder / "packs" / "cn").mkdir(parents=True)
    (folder / "lexicons").mkdir()
    if lexicon:
        (folder / "lexicons" / "words.yml").write_text(lexicon, encoding="utf-8")
    for name, text in rules.items():
        (folder / "packs" / "cn" / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


def said(line: str, rule: str = GOOD) -> str:
    """The good rule with another `say`."""
    return rule.replace("say: 爆你通讯录", line)


def in_force(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The good rule alone and no reader, for whatever asks the settings: the shipped ones take seconds to get ready."""
    monkeypatch.setenv("FAIRDIAL_PACK", str(config(folder, blast=GOOD) / "packs" / "cn"))
    monkeypatch.setenv("FAIRDIAL_READER", "off")
