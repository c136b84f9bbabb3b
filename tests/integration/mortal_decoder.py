"""The real decoder, in a process that some recordings kill."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from audit.recording import Recording
from pipelines.adapters.audio.decode import AudioDecoder

#: Kills its decoder whenever it is decoded.
POISON = "poison"
#: Kills its decoder once.
DELICATE = "delicate"


@dataclass(frozen=True)
class MortalDecoder(AudioDecoder):
    #: The folder that remembers who was killed.
    graves: str = ""

    def decode(self, data: bytes | BinaryIO, name: str = "") -> Recording:
        grave = Path(self.graves) / name
        if POISON in name or (DELICATE in name and not grave.exists()):
            grave.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return AudioDecoder.decode(self, data, name)
