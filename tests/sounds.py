"""Recordings made on the spot: two sides of a call as tones in noise, in every format that telephone systems write."""

import struct
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

TONES = (300, 500)  # Hz, of the first and the second channel


@dataclass(frozen=True)
class Format:
    container: str
    codec: str
    rate: int
    channels: int
    suffix: str
    options: tuple = ()


FORMATS = {
    "wav-pcm": Format("wav", "pcm_s16le", 8000, 2, "wav"),
    "wav-ulaw": Format("wav", "pcm_mulaw", 8000, 2, "wav"),
    "wav-alaw": Format("wav", "pcm_alaw", 8000, 1, "wav"),
    "mp3": Format("mp3", "libmp3lame", 16000, 2, "mp3"),
    "amr": Format("amr", "libopencore_amrnb", 8000, 1, "amr"),
    "opus": Format("ogg", "libopus", 16000, 2, "opus"),
    "m4a": Format("ipod", "aac", 16000, 2, "m4a"),
    "m4a-index-first": Format("ipod", "aac", 16000, 2, "m4a", (("movflags", "faststart"),)),
    "aac": Format("adts", "aac", 16000, 1, "aac"),
    "flac": Format("flac", "flac", 16000, 2, "flac"),
}


def call(rate=8000, channels=2, seconds=3.0, seed=0):
    """Samples (channels, n): bursts of each channel's tone, never quite together, in faint noise."""
    noise = np.random.default_rng(seed)
    t = np.arange(round(rate * seconds)) / rate
    sides = []
    for side in range(channels):
        speaks = np.sin(2 * np.pi * 1.5 * t + side) > 0
        sides.append(0.4 * np.sin(2 * np.pi * TONES[side] * t) * speaks + 0.01 * noise.standard_normal(len(t)))
    return np.array(sides, np.float32)


def encode(format_, folder, samples=None, streams=1, picture=False):
    """Bytes of a file, written under `folder`, since some containers go back to their header."""
    path = Path(folder) / f"made.{format_.suffix}"
    samples = call(format_.rate, format_.channels) if samples is None else samples
    with av.open(str(path), "w", format=format_.container, options=dict(format_.options)) as out:
        if picture:
            video = out.add_stream("mpeg4", rate=1)
            video.width = video.height = 16
            video.pix_fmt = "yuv420p"
        layout = "mono" if format_.channels == 1 else "stereo"
        made = [out.add_stream(format_.codec, rate=format_.rate, layout=layout) for _ in range(streams)]
        if picture:
            image = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")
            out.mux([*video.encode(image), *video.encode(None)])
        for stream in made:
            for frame in _frames(samples, format_.rate, layout, stream.format.name):
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
    return path.read_bytes()


def _frames(samples, rate, layout, sample_format):
    convert = AudioResampler(format=sample_format, layout=layout, rate=rate)
    pcm = np.rint(samples * 32767).astype(np.int16)
    for start in range(0, pcm.shape[1], 1000):
        packed = np.ascontiguousarray(pcm[:, start : start + 1000].T.reshape(1, -1))
        frame = AudioFrame.from_ndarray(packed, format="s16", layout=layout)
        frame.sample_rate, frame.pts = rate, start
        yield from convert.resample(frame)


def wav(data=b"", *, rate=8000, channels=1, bits=16, tag=1, claim=None):
    """A WAV file written by hand, so that its header may say anything. `claim`: bytes of sound it speaks of."""
    claim = len(data) if claim is None else claim
    step = channels * bits // 8
    header = struct.pack("<HHIIHH", tag, channels, rate, rate * step & 0xFFFFFFFF, step & 0xFFFF, bits)
    size = struct.pack("<I", min(0xFFFFFFFF, 36 + claim))
    return b"RIFF" + size + b"WAVEfmt " + struct.pack("<I", 16) + header + b"data" + struct.pack("<I", claim) + data


def pcm(samples):
    """Little-endian 16-bit, channels interleaved."""
    return np.rint(np.atleast_2d(samples).T * 32767).astype("<i2").tobytes()


def in_memory(samples, rate=16000):
    """Those samples as a WAV file."""
    samples = np.atleast_2d(samples)
    return wav(pcm(samples), rate=rate, channels=len(samples))


def tune(seconds, seed=0, tempo=0.4, rate=16000):
    """Music as it is played on hold: notes of a scale over held chords."""
    dice, t = np.random.default_rng(seed), np.arange(round(seconds * rate)) / rate
    scale, step, sound = 261.6 * 2 ** (np.array([0, 2, 4, 5, 7, 9, 11, 12]) / 12), round(tempo * rate), np.zeros(len(t))
    chord = scale[:2] / 2
    for beat, first in enumerate(range(0, len(t), step)):
        now = t[first : first + step]
        chord = scale[dice.integers(8, size=2)] / 2 if beat % 4 == 0 else chord
        note, fading = scale[dice.integers(8)], np.exp(-1.5 * (now - now[0]))
        sound[first : first + step] = 0.2 * sum(np.sin(2 * np.pi * hertz * now) for hertz in chord) + fading * sum(
            np.sin(2 * np.pi * note * overtone * (now - now[0])) / 2**overtone for overtone in (1, 2, 3)
        )
    return (0.3 * sound / np.abs(sound).max()).astype(np.float32)
