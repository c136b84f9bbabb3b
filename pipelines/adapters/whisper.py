"""Speech recognition by faster-whisper: batches across calls and channels, behind voice detection, offline."""

import os
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from importlib.metadata import version
from inspect import signature
from threading import Lock
from typing import TYPE_CHECKING, Any

from audit.errors import Problem, Refused
from audit.recording import SAMPLE_RATE, Sound
from audit.records import Turn
from pipelines.adapters.utterances import PAUSE, turns
from pipelines.adapters.whisper_batches import Batches, recognise, window
from pipelines.adapters.whisper_chunks import Chunk, Voice
from pipelines.adapters.whisper_live import LiveVoice
from pipelines.adapters.whisper_model import ModelFolder

if TYPE_CHECKING:
    import numpy as np
    from faster_whisper import WhisperModel
    from numpy.typing import NDArray

_BATCH = 8
#: Seconds of the window that a model without its own `chunk_length` hears at once.
_WINDOW = 30
#: Batches at a time on a processor, each with its share of the threads; each needs memory of its own.
_WORKERS = 4


class FasterWhisper:
    """The `Transcriber` port. Construction is free: files are looked at and loaded when first needed."""

    def __init__(self, model: str, device: str = "cpu", cpu_threads: int = 0, language: str | None = "zh") -> None:
        """`model`: folder in CTranslate2 form, or a name known to faster-whisper. `language` None: detect chunk by chunk.

        A folder's own decoding settings, language included, come first. 0 threads stand for all that the machine has.
        """
        self._wanted = model
        self._device = device
        self._threads = cpu_threads
        self._language = language
        self._compute = "int8" if device == "cpu" else "default"
        self._loading = Lock()
        self._loaded: WhisperModel | None = None

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
        return self.hear([Sound("", 0, audio)])[""]

    def hear(self, sounds: Iterable[Sound]) -> Mapping[Hashable, Sequence[Turn]]:
        options, size, tail = self._engine_options, int(self._options["batch_size"]), self._tail
        voices: dict[Hashable, Voice] = {}
        with Batches(self._engine(), self._workers, size, tail, options) as batches:
            for sound in sounds:
                voice = voices.setdefault(sound.voice, self._voice())
                for chunk in voice.add(sound.start, sound.samples):
                    batches.add(sound.voice, chunk)
            for key, voice in voices.items():
                for chunk in voice.finish():
                    batches.add(key, chunk)
            heard = batches.finish()
        return {key: turns(heard.get(key, ()), voice.length / SAMPLE_RATE) for key, voice in voices.items()}

    def listen(self, rate: int) -> LiveVoice:
        engine, tail = self._engine(), self._tail

        def recognised(chunk: Chunk) -> Sequence[Turn]:
            heard = recognise(engine, [chunk], window(chunk, tail), self._engine_options)
            return turns([segment for _, segment in heard], chunk.stretches[-1][1] / SAMPLE_RATE)

        return LiveVoice(self._voice(min_silence_duration_ms=round(PAUSE * 1000)), recognised, rate)

    def _voice(self, **detection: int) -> Voice:
        from faster_whisper.vad import VadOptions, get_speech_timestamps  # noqa: PLC0415 - seconds of imports

        longest = self._options["chunk_length"]
        vad = VadOptions(**{**self._options["vad"], **detection, "max_speech_duration_s": longest})
        return Voice(lambda held: get_speech_timestamps(held, vad), longest)

    @property
    def _tail(self) -> float | None:
        tail: float | None = self._options.get("tail")
        return tail

    @property
    def _engine_options(self) -> Mapping[str, Any]:
        return {name: value for name, value in self._options.items() if name not in {"vad", "batch_size", "tail"}}

    @cached_property
    def _options(self) -> Mapping[str, Any]:
        from faster_whisper import BatchedInferencePipeline  # noqa: PLC0415

        options = {"language": self._language, "batch_size": _BATCH, "chunk_length": _WINDOW}
        options |= {**self._folder.decoding(), "word_timestamps": True}
        options.setdefault("multilingual", options["language"] is None)
        known = signature(BatchedInferencePipeline.transcribe).parameters
        if unknown := sorted(set(options) - set(known) - {"vad", "tail"}):
            where = str(self._folder.path / "decoding.json")
            raise Refused(Problem("speech.decoding_settings", where, {"fault": ", ".join(unknown)}))
        return options

    @property
    def _workers(self) -> int:
        return 1 if self._device != "cpu" else min(self._all_threads, _WORKERS)

    @property
    def _all_threads(self) -> int:
        return self._threads or len(os.sched_getaffinity(0))

    def _engine(self) -> "WhisperModel":
        with self._loading:
            self._loaded = self._loaded or self._load()
            return self._loaded

    def _load(self) -> "WhisperModel":
        from faster_whisper import WhisperModel  # noqa: PLC0415

        path = str(self._folder.path)
        try:
            return WhisperModel(
                path,
                device=self._device,
                compute_type=self._compute,
                cpu_threads=max(1, self._all_threads // self._workers),
                num_workers=self._workers,
                local_files_only=True,
            )
        except (RuntimeError, ValueError) as error:
            raise Refused(Problem("speech.model_broken", path, {"fault": str(error)})) from error
