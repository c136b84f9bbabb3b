"""Log lines say what happened and nothing of anybody, whoever writes them."""

import json
import logging

import pytest
import structlog
import uvicorn

from audit.errors import Problem, Refused
from pipelines.commands.serve import serve
from pipelines.logs import KEPT, LogLines, configure, log

NAME, PHONE, ID = "赵晓梅", "13812345678", "110101199003074258"


@pytest.fixture(autouse=True)
def as_before():
    root = logging.getLogger()
    level, ours = root.level, logging.getLogger("fairdial").level
    yield
    for ours_too in [one for one in root.handlers if isinstance(one, LogLines)]:
        root.removeHandler(ours_too)
    root.setLevel(level)
    logging.getLogger("fairdial").setLevel(ours)
    structlog.reset_defaults()


@pytest.fixture
def lines(capsys):
    configure("json")
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_our_events_say_only_what_may_be_said(lines):
    log().info("step", step="scan", seconds=0.5, name=NAME, phone=PHONE, contact=f"sms:{PHONE}")
    (line,) = lines()
    assert (line["event"], line["step"], line["seconds"], line["level"]) == ("step", "scan", 0.5, "info")
    assert set(line) <= KEPT


@pytest.mark.parametrize(
    "write",
    [
        lambda: logging.getLogger("elastic").warning("row %s of %s refused", PHONE, NAME),
        lambda: logging.getLogger("driver").error("number " + PHONE + " is no key"),  # noqa: G003
        lambda: logging.getLogger("driver").error("%(name)s", {"name": NAME}),
        lambda: log().warning(f"calling {PHONE}", fault=None),
        lambda: log().warning("event", debtor=NAME),
    ],
    ids=["values", "filled in by itself", "mapping", "event with a number", "key of its own"],
)
def test_what_is_filled_into_a_message_stays_out(lines, write):
    write()
    (line,) = lines()
    text = json.dumps(line, ensure_ascii=False)
    assert not [secret for secret in (NAME, PHONE, ID) if secret in text]


def fail(error):
    text = f"no room for {NAME} {PHONE}"
    raise error(text) if error is not Refused else Refused(Problem("store.unreadable", text))


@pytest.mark.parametrize(("error", "said"), [(ValueError, "ValueError"), (Refused, "store.unreadable")])
@pytest.mark.parametrize("logger", [lambda: logging.getLogger("api"), log], ids=["library", "ours"])
def test_of_a_fault_its_kind_and_place_are_kept_and_not_its_words(lines, error, said, logger):
    try:
        fail(error)
    except (ValueError, Refused):
        logger().exception("judging")
    (line,) = lines()
    assert (line["event"], line["fault"]) == ("judging", said)
    assert line["places"][-1].endswith("fail")
    assert "unit/test_logs.py" in line["places"][-1]
    assert PHONE not in json.dumps(line)
    assert NAME not in json.dumps(line, ensure_ascii=False)


def test_a_terminal_gets_warnings_only(capsys):
    configure("text")
    log().info("step", step="scan")
    assert capsys.readouterr().err == ""
    log().warning("step failed", step="scan", fault="flow.disk_full")
    assert "event='step failed'" in capsys.readouterr().err


def test_what_the_server_says_of_a_fault_goes_through_the_same_filter(capsys, monkeypatch):
    for name in ("uvicorn", "uvicorn.error"):  # servers of other tests gave them handlers of their own
        monkeypatch.setattr(logging.getLogger(name), "handlers", [])
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
    configure("json")
    made = []
    monkeypatch.setattr(uvicorn.Server, "run", lambda self, sockets: made.append((self.config, sockets[0])))
    serve(host="127.0.0.1", port=0)
    ((config, sock),) = made
    sock.close()
    told = uvicorn.Config("api.app:served", log_config=config.log_config, log_level=config.log_level, access_log=False)
    assert told.log_config is None
    try:
        fail(ValueError)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    said = capsys.readouterr().err
    assert '"ValueError"' in said
    assert PHONE not in said
