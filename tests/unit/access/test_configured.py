"""What the installation is set to is entered when it differs from what was entered last."""

import pytest

from config.settings import Settings
from pipelines.access.configured import note_settings
from pipelines.bootstrap import Application
from tests.make import NINE
from tests.unit.rules import packs


@pytest.fixture
def start(tmp_path):
    made = []

    def start(**settings):
        app = Application(Settings(_env_file=None, home=tmp_path / "home", **{"pack": str(pack), **settings}))
        made.append(app)
        note_settings(app, NINE)
        return [link.act.detail for link in app.acts.links()]

    pack = packs.config(tmp_path / "config", blast=packs.GOOD) / "packs" / "cn"
    yield start
    for app in made:
        app.store.engine.dispose()


def test_the_same_settings_are_entered_once(start):
    assert len(start()) == len(start()) == 1


def test_a_changed_setting_is_named(start):
    start()
    (_, now) = start(appeal_days=21, live_token="secret")
    assert (now["changed"], now["appeal_days"], now["live_token"]) == ("appeal_days,live_token", "21", "set")
    assert start()[-1]["changed"] == "appeal_days,live_token", "and back"


def test_a_changed_rule_is_a_change(start, tmp_path):
    start()
    (path,) = (tmp_path / "config" / "packs" / "cn").glob("*.yml")
    path.write_text(path.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert start()[-1]["changed"] == "pack_files"


def test_an_address_is_not_told(start):
    (told,) = start(llm_url="http://user:password@127.0.0.1/v1")
    assert told["llm_url"] == "set"
