"""Speech recognition by faster-whisper: batched, behind voice detection, offline."""

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.metadata import version
from inspect import signature
from typing import TYPE_CHECKING, Any

from audit.errors import Problem, Refused
from audit.recording import SAMPLE_RATE
from audit.records import Turn, Word
from pipelines.adapters.utterances import Segment, turns
from pipelines.adapters.whisper_model import ModelFolder

if TYPE_CHECKING:
    import numpy as np
    from faster_whisper import WhisperModel
    from numpy.typing import NDArray

_BATCH = 8


class FasterWhisper:
    """The `Transcriber` port. Construction is free: files are looked at and loaded when first needed."""

    def __init__(self, model: str, device: str = "cpu", cpu_threads: int = 0, language: str | None = "zh") -> None:
        """`model`: folder in CTranslate2 form, or a name known to faster-whisper. `language` None: detect per channel.

        A folder's own decoding settings, language included, come first. 0 threads leave the choice to the engine.
        """
        self._wanted = model
        self._device = device
        self._threads = cpu_threads
        self._language = language
        self._compute = "int8" if device == "cpu" else "default"

    @cached_property
    def _folder(self) -> ModelFolder:
        return ModelFolder.find(self._wanted)

    @cached_property
    def model(self) -> str:
        """`demo-zh@sha256:...`. Raises Refused (`speech.*`) when the model is not there."""
        return f"{self._folder.name}@sha256:{self._folder.digest()}"

    @cached_property
    def settings(self) -> Mapping[str, object]:
        return {
            "faster-whisper": version("faster-whisper"),
            "ctranslate2": version("ctranslate2"),
            "device": self._device,
            "compute_type": self._compute,
            "cpu_threads": self._threads,
            **self._options,
        }

    def transcribe(self, audio: "NDArray[np.float32]") -> Sequence[Turn]:
        from faster_whisper import BatchedInferencePipeline  # noqa: PLC0415 - seconds of imports

        options = dict(self._options)
        vad = dict(options.pop("vad"))
        # One pipeline per call: it remembers the last word's time between calls.
        segments, _ = BatchedInferencePipeline(self._engine).transcribe(audio, vad_parameters=vad, **options)
        return turns(map(_segment, segments), len(audio) / SAMPLE_RATE)

    @cached_property
    def _options(self) -> Mapping[str, Any]:
        from faster_whisper import BatchedInferencePipeline  # noqa: PLC0415

        options = {"language": self._language, "batch_size": _BATCH, **self._folder.decoding()}
        options |= {"word_timestamps": True, "vad_filter": True}
        known = signature(BatchedInferencePipeline.transcribe).parameters
        if unknown := sorted(set(options) - set(known) - {"vad"}):
            where = str(self._folder.path / "decoding.json")
            raise Refused(Problem("speech.decoding_settings", where, {"fault": ", ".join(unknown)}))
        return options

    @cached_property
    def _engine(self) -> "WhisperModel":
        from faster_whisper import WhisperModel  # noqa: PLC0415

        path = str(self._folder.path)
        try:
            return WhisperModel(
                path,
                device=self._device,
                compute_type=self._compute,
                cpu_threads=self._threads,
                local_files_only=True,
            )
        except (RuntimeError, ValueError) as error:
            raise Refused(Problem("speech.model_broken", path, {"fault": str(error)})) from error


def _segment(heard: Any) -> Segment:
    """The engine's segment in our words."""
    words = tuple(
        Word(word.word, _time(word.start), _time(word.end), float(word.probability)) for word in heard.words or ()
    )
    sure = float(heard.avg_logprob), float(heard.no_speech_prob)
    return Segment(words, *sure, heard.text, float(heard.start), float(heard.end))


def _time(seconds: float | None) -> float:
    return math.nan if seconds is None else float(seconds)
