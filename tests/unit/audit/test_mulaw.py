"""µ-law as FFmpeg, and so every telephone, expands it."""

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext

from audit.mulaw import expanded


def test_every_byte_is_expanded_as_ffmpeg_does():
    codec = AudioCodecContext.create("pcm_mulaw", "r")
    codec.sample_rate, codec.layout = 8000, "mono"
    coded = bytes(range(256))
    (frame,) = codec.decode(av.Packet(coded))
    assert np.array_equal(expanded(coded), frame.to_ndarray()[0])


def test_nothing_is_nothing():
    assert len(expanded(b"")) == 0
