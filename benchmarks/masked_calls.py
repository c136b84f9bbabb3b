"""A call in which numbers are read out, its masked copy, and what that still gives away or has lost.

A number leaks where four of its digits in a row are heard.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from audit.findings import PiiSpan
from audit.pii.find import find_pii
from audit.records import Channel, Contact, Party, Turn, Word
from audit.redaction.digits import digits, runs, shares
from audit.redaction.model import Redaction, Stretch
from audit.redaction.stretches import place
from audit.text import normalise
from config.settings import Settings
from pipelines.adapters.audio.decode import AudioDecoder
from pipelines.adapters.masking import ToneMasker
from pipelines.adapters.memory import MemoryStore
from pipelines.adapters.memory.blobs import MemoryBlobs
from pipelines.adapters.voices import voices
from pipelines.adapters.whisper import FasterWhisper
from pipelines.steps.redact import Listening, redact_contact
from pipelines.steps.transcribe import transcribe_contact

SIDES = ("agent", "debtor")
#: Seconds by which the synthesiser's times and those of the mask may differ at the edge of a digit.
EDGE_S = 0.02
_PUNCTUATION = str.maketrans("", "", " ,。?!，？！、")


@dataclass(frozen=True, slots=True)
class Digit:
    """One digit where it sounds: channel and seconds from the start of the call."""

    channel: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Call:
    #: Bytes of a file with the agent on the first channel.
    recording: bytes
    #: What is read out in it, in characters.
    numbers: tuple[str, ...]
    #: Every digit of these, as often as it is said.
    digits: tuple[Digit, ...]


class Listener:
    """The real parts; nothing is kept on disk."""

    def __init__(self) -> None:
        settings = Settings()
        whisper = FasterWhisper(settings.whisper_model, settings.whisper_device, settings.cpu_threads)
        self.parts = Listening(AudioDecoder(), whisper, ToneMasker(), voices)

    def hear(self, data: bytes) -> list[list[Turn]]:
        """Both channels, as a listener hears them."""
        samples = self.parts.decoder.decode(data, "").samples
        return [list(self.parts.transcriber.transcribe(channel)) for channel in samples]

    def redacted(self, made: Call) -> tuple[Redaction, bytes, Sequence[Turn]]:
        """What was masked, the copy, and the transcript that it comes from."""
        store, blobs = MemoryStore(), MemoryBlobs()
        contact = Contact("1", Channel.CALL, party=Party.DEBTOR, audio=blobs.put(made.recording))
        store.put_contacts([contact])
        transcribe_contact(store, blobs, self.parts.decoder, self.parts.transcriber, contact.key)
        redaction = redact_contact(store, blobs, self.parts, contact.key)
        return redaction, blobs.get(redaction.masked), store.contacts([contact.key])[0].turns

    def naive(self, data: bytes, turns: Sequence[Turn]) -> bytes:
        """The copy in which each turn's own personal data is masked."""
        spans = [
            PiiSpan(span.kind, span.start, span.end, turn.index)
            for turn in turns
            for span in find_pii(turn.text)
            if span.kind != "amount_of_debt"
        ]
        recording = self.parts.decoder.decode(data, "")
        channels = {turn.index: (SIDES.index(turn.speaker),) for turn in turns}
        return self.parts.masker.mask(recording, place(turns, spans, channels, recording.duration).stretches)


def leaked(numbers: Sequence[str], heard: Sequence[Sequence[Turn]]) -> int:
    """How many of the numbers are given away."""
    texts = [normalise(turn.text).text for side in heard for turn in side]
    said = [run.digits for text in texts for run in runs(0, text)]
    return sum(any(shares(run, digits(number)) for run in said) for number in numbers)


def uncovered(made: Call, stretches: Sequence[Stretch]) -> int:
    """Digits that sound outside of what is masked, by the synthesiser's own times."""
    return sum(
        not any(
            one.channel == digit.channel and one.start <= digit.start + EDGE_S and digit.end - EDGE_S <= one.end
            for one in stretches
        )
        for digit in made.digits
    )


def lost(turns: Sequence[Turn], heard: Sequence[Sequence[Turn]], stretches: Sequence[Stretch]) -> Mapping[str, int]:
    """Words of the first transcript that sound outside of what is masked, and how many of them are not heard any more."""
    counted: Counter[str] = Counter()
    for channel, after in enumerate(heard):
        before = list(_words([turn for turn in turns if turn.speaker == SIDES[channel]]))
        now = [word.text.translate(_PUNCTUATION) for word in _words(after)]
        same = SequenceMatcher(None, [word.text.translate(_PUNCTUATION) for word in before], now, autojunk=False)
        kept = {at for block in same.get_matching_blocks() for at in range(block.a, block.a + block.size)}
        outside = [at for at, word in enumerate(before) if not _masked(word, channel, stretches)]
        counted["words"] += len(before)
        counted["outside"] += len(outside)
        counted["lost"] += sum(at not in kept for at in outside)
    return counted


def _words(turns: Sequence[Turn]) -> Iterator[Word]:
    return (word for turn in turns for word in turn.words if word.text.translate(_PUNCTUATION))


def _masked(word: Word, channel: int, stretches: Sequence[Stretch]) -> bool:
    return any(one.channel == channel and word.start < one.end and one.start < word.end for one in stretches)
