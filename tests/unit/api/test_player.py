"""Why a recording cannot be heard masked, as its page says it."""

from dataclasses import replace

import pytest

from api.console.player import missing
from audit.errors import Problem
from audit.records import Transcript
from audit.redaction.model import Redaction
from config.messages import words

COPY = Redaction("call:1", "r", "a", "m", (), {}, 1, ())
HEARD = Transcript((), "faster-whisper", "tiny@1", {}, 1.0, "a")
CORRECTED = replace(HEARD, origin="corrected")


@pytest.mark.parametrize(
    ("copy", "transcript", "why"),
    [
        pytest.param(COPY, HEARD, "", id="there is one"),
        pytest.param(COPY, CORRECTED, "", id="made again since"),
        pytest.param(
            replace(COPY, held=(Problem("redaction.still_heard", "call:1"),)), CORRECTED, "held", id="held back"
        ),
        pytest.param(None, HEARD, "no_copy", id="none was made"),
        pytest.param(None, CORRECTED, "corrected", id="it went with the words that were corrected"),
    ],
)
def test_why_there_is_no_masked_copy(copy, transcript, why):
    assert missing(copy, transcript) == why


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("why", ["no_copy", "corrected"])
def test_what_to_do_is_said(why, language):
    assert "fairdial redact call:1" in words(f"player.{why}", language, contact="call:1")
