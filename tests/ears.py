"""What made-up recognisers have in common with the real one: voices come in pieces."""

from collections.abc import Hashable, Iterable

import numpy as np

from audit.recording import Sound


class HearsEachAlone:
    """Has `transcribe` make the turns of each whole voice."""

    def hear(self, sounds: Iterable[Sound]):
        voices: dict[Hashable, list] = {}
        for sound in sounds:
            voices.setdefault(sound.voice, []).append(sound.samples)
        return {voice: self.transcribe(np.concatenate(parts)) for voice, parts in voices.items()}
