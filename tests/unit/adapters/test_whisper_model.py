"""A speech model that is not whole is refused before any engine could go and look for it elsewhere."""

import hashlib
import json

import pytest

from audit.errors import Refused
from pipelines.adapters.whisper import FasterWhisper
from pipelines.adapters.whisper_model import ModelFolder


@pytest.fixture
def folder(tmp_path):
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    return tmp_path


def refusal(action):
    with pytest.raises(Refused) as refused:
        action()
    return refused.value.problems[0]


@pytest.mark.parametrize(
    "model",
    [
        pytest.param("large-v3", id="a known name, not in the cache"),
        pytest.param("nobody/nothing", id="a repository, not in the cache"),
        pytest.param("no-such-name", id="no name at all"),
        pytest.param("/no/such/folder", id="a folder that is not there"),
    ],
)
def test_a_missing_model(model, tmp_path, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    problem = refusal(lambda: ModelFolder.find(model))
    assert (problem.code, problem.where) == ("speech.model_missing", model)


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json"])
def test_an_incomplete_model(folder, name):
    (folder / name).unlink()
    problem = refusal(lambda: FasterWhisper(str(folder)).model)
    assert (problem.code, problem.values) == ("speech.model_incomplete", {"missing": name})


def test_a_model_is_known_by_name_and_content(folder):
    (folder / "model.bin").write_bytes(b"weights")
    assert FasterWhisper(str(folder)).model == f"{folder.name}@sha256:{hashlib.sha256(b'weights').hexdigest()}"


def test_settings_of_a_model_without_its_own(folder):
    settings = FasterWhisper(str(folder), cpu_threads=2, language="en").settings
    assert settings["language"] == "en"
    assert settings["cpu_threads"] == 2
    assert settings["condition_on_previous_text"] is False
    assert settings["vad"] == {"min_silence_duration_ms": 300}
    assert settings["faster-whisper"][0].isdigit()


def test_settings_that_a_model_brings_along(folder):
    own = {"language": "zh", "chunk_length": 10, "vad": {"min_silence_duration_ms": 200}}
    (folder / "decoding.json").write_text(json.dumps(own))
    settings = FasterWhisper(str(folder), language="en").settings
    assert settings.items() >= own.items()
    assert settings["word_timestamps"] is True


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("{", "Expecting", id="no JSON"),
        pytest.param("[1]", "not an object", id="no object"),
        pytest.param('{"beam": 5}', "beam", id="a name the engine does not know"),
    ],
)
def test_wrong_settings(folder, text, fault):
    (folder / "decoding.json").write_text(text)
    problem = refusal(lambda: FasterWhisper(str(folder)).settings)
    assert problem.code == "speech.decoding_settings"
    assert fault in str(problem.values["fault"])


def test_weights_that_cannot_be_loaded(folder):
    whisper = FasterWhisper(str(folder))
    assert refusal(lambda: whisper.transcribe([0.0])).code == "speech.model_broken"
