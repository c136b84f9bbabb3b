"""YAML that could surprise is refused with its line; the rest keeps its words and lines."""

import pytest

from audit.errors import Refused
from config.yaml_lines import read_yaml

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("source", "where", "code"),
    [
        pytest.param(BOMB.encode(), "f.yml:1", "config.alias", id="alias bomb stops at its first anchor"),
        pytest.param(b"a: 1\nb: *a\n", "f.yml:2", "config.alias", id="alias"),
        pytest.param(b"- 1\n- &x {}\n", "f.yml:2", "config.alias", id="anchor of a mapping"),
        pytest.param(
            b"a: 1\nb: !!python/object/apply:os.system [id]\n", "f.yml:2", "config.tag", id="tag that runs code"
        ),
        pytest.param(b"a: !local x\n", "f.yml:1", "config.tag", id="own tag"),
        pytest.param(b"\n<<: {a: 1}\n", "f.yml:2", "config.merge_key", id="merge key"),
        pytest.param(b"a: 1\nb: 2\na: 3\n", "f.yml:3", "config.doubled_key", id="doubled key"),
        pytest.param(b"? [a]\n: 1\n", "f.yml:1", "config.key_not_text", id="list as a key"),
        pytest.param(b"[" * 22 + b"]" * 22, "f.yml:1", "config.too_deep", id="nesting"),
        pytest.param(b"- " * 5000, "f.yml:1", "config.too_deep", id="nesting by dashes"),
        pytest.param(b"a: 1\nb: [\n", "f.yml:3", "config.not_yaml", id="open bracket"),
        pytest.param(b"a: 1\n\tb: 2\n", "f.yml:2", "config.not_yaml", id="tabulator"),
        pytest.param(b"a: \x00\n", "f.yml", "config.not_yaml", id="zero byte"),
        pytest.param("a: 1\nb: 威胁\n".encode("gb18030"), "f.yml:2", "config.not_utf8", id="GB18030"),
        pytest.param(b"#" * (256 * 1024 + 1), "f.yml", "config.file_too_large", id="large"),
    ],
)
def test_refused(source: bytes, where: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_yaml(source, "f.yml")
    assert [(fault.where, fault.code) for fault in refused.value.problems] == [(where, code)]


def test_values_stay_what_the_author_wrote() -> None:
    (node,) = read_yaml("a: no\nb: 21:10\nc: 010\nd: '~'\ne: ~\nf:\ng: 2026-03-01\nh: '😀'\n".encode(), "f.yml")
    assert node.plain == {
        "a": "no",
        "b": "21:10",
        "c": "010",
        "d": "~",
        "e": None,
        "f": None,
        "g": "2026-03-01",
        "h": "😀",
    }


def test_lines() -> None:
    (node, second) = read_yaml(b"\xef\xbb\xbf# first\na:\n  b: [x,\n    y]\nc: >\n  z\n---\nd: 1\n---\n", "f.yml")
    assert isinstance(node.value, dict)
    a = node.value["a"]
    assert isinstance(a.value, dict)
    items = a.value["b"].value
    assert isinstance(items, tuple)
    assert (node.line, a.line, a.value["b"].line, [item.line for item in items]) == (2, 2, 3, [3, 4])
    assert (node.value["c"].line, node.value["c"].value, second.where) == (5, "z\n", "f.yml:8")
