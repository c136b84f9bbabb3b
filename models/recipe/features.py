"""Log-mel features exactly as faster-whisper computes them, with the normalisation kept apart for training."""

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor
from numpy.typing import NDArray
from scipy.signal import resample_poly

RATE = 16000
FRAMES_PER_SECOND = 100
MELS = 80
WINDOW = 3000
"""Frames that the encoder always gets; faster-whisper pads every window to them with 0.0."""

_EXTRACTOR = FeatureExtractor(feature_size=MELS)
_HANN = np.hanning(401)[:-1].astype(np.float32)


def wide(phone: NDArray[np.int16]) -> NDArray[np.float32]:
    """8 kHz telephone samples as 16 kHz samples in -1..1."""
    return resample_poly(phone.astype(np.float32) / 32768, 2, 1).astype(np.float32)


def raw_log_mel(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Frames x 80 log10 mel powers of 16 kHz samples, not normalised."""
    padded = np.pad(np.pad(samples, (0, 160)), 200, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, 400)[::160][:-1]
    power = np.abs(np.fft.rfft(frames * _HANN, axis=1)).astype(np.float32) ** 2
    return np.log10(np.maximum(power @ _EXTRACTOR.mel_filters.T, 1e-10))


def normalise(log_mel: NDArray[np.float32], loudest: float) -> NDArray[np.float32]:
    """Whisper's scale: 8 decades under the loudest value of the file or chunk, around zero."""
    return (np.maximum(log_mel, loudest - 8) + 4) / 4
