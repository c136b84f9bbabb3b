"""An installation with real stores, index and workflows, in which only speech is made up."""

from dataclasses import replace

import numpy as np
import pytest
from starlette.testclient import TestClient

from config.settings import Settings
from pipelines.adapters.audio.decode import AudioDecoder
from pipelines.bootstrap import Application
from tests.console import ConsoleHome
from tests.furnished import furnished_home
from tests.integration.faulty_worker import QuickTranscriber
from tests.sounds import call, in_memory
from tests.unit.rules import packs

SOUND = in_memory(call(16000, 2, 0.5))


class Listening(QuickTranscriber):
    """Remembers in which order it was asked, and may be told to fail."""

    def __init__(self, app):
        super().__init__()
        self.heard = []
        self.faults = []
        self._app = app

    def transcribe(self, audio):
        self.heard.append(float(audio[0]))
        if self.faults:
            raise self.faults.pop()
        return super().transcribe(audio)


class Decoded:
    """Hands the number of a recording on in its first sample: each is its own sound, and none is decoded."""

    def __init__(self, recording):
        self._recording = recording

    def decode(self, data, name):
        del data
        samples = np.array(self._recording.samples)
        samples[:, 0] = int(name.split(".")[0]) / 1000
        return replace(self._recording, samples=samples, heard=(0,), notes=(), leaks=())


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    return packs.config(tmp_path_factory.mktemp("config"), blast=packs.GOOD) / "packs" / "cn"


@pytest.fixture
def app(tmp_path, pack):
    made = Application(
        Settings(_env_file=None, home=tmp_path / "home", pack=str(pack), reader="off", tries=3, retry_seconds=0.01)
    )
    made.__dict__["decoder"] = Decoded(AudioDecoder().decode(SOUND, "a.wav"))
    made.__dict__["transcriber"] = Listening(made)
    yield made
    made.store.engine.dispose()


@pytest.fixture(scope="session")
def console_home(tmp_path_factory):
    """Made once: tests add accounts of their own and change nothing that others look at."""
    home = ConsoleHome(Settings(_env_file=None, home=tmp_path_factory.mktemp("console"), reader="off"))
    with TestClient(home.app):
        yield home
    home.application.store.engine.dispose()


@pytest.fixture(scope="session")
def checking_home(tmp_path_factory):
    """Another one, for tests that judge incidents: who lists them elsewhere finds them untouched."""
    home = ConsoleHome(Settings(_env_file=None, home=tmp_path_factory.mktemp("checking"), reader="off"))
    with TestClient(home.app):
        yield home
    home.application.store.engine.dispose()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory):
    """One in which every page has something to show, for tests that look at all of them and change nothing."""
    with furnished_home(tmp_path_factory.mktemp("furnished")) as home:
        yield home


@pytest.fixture(autouse=True)
def clock_put_back(request):
    """Whatever a test does to the clock of a shared console ends with it."""
    names = {"console_home", "checking_home"}.intersection(request.fixturenames)
    clocks = [request.getfixturevalue(name).clock for name in sorted(names)]
    before = [clock.now for clock in clocks]
    yield
    for clock, now in zip(clocks, before, strict=True):
        clock.now = now
