"""A recogniser for tests of calls under way: how loud a tone is says which sentence it stands for."""

import numpy as np

from audit.records import Speaker, Turn

THREAT = "我明天领着七八个人到你家坐坐"
#: By loudness in hundredths of full scale.
SENTENCES = {50: THREAT, 30: "您好,请问是王丽本人吗", 20: "我就打给你单位的领导和同事"}
#: Seconds of silence that end an utterance.
PAUSE = 0.6


def tone(loud, seconds, rate=8000):
    """16-bit samples of the sentence that is as loud."""
    return (np.full(round(seconds * rate), loud / 100) * 32767).astype(np.int16)


def silence(seconds, rate=8000):
    return np.zeros(round(seconds * rate), np.int16)


class Ears:
    """The `Transcriber` port, as far as calls under way ask for it."""

    def __init__(self):
        self.model, self.settings = "ears@1", {}

    def listen(self, rate):
        return Ear(rate)


class Ear:
    """The `Listener` port."""

    def __init__(self, rate):
        self._rate = rate
        self._sound = np.empty(0, np.int16)
        self._done = 0

    def add(self, start, samples):
        self._sound = np.concatenate([self._sound, np.zeros(start - len(self._sound), np.int16), samples])
        return self._turns(len(self._sound) - round(PAUSE * self._rate))

    def finish(self):
        return self._turns(len(self._sound))

    def _turns(self, before):
        """Utterances that end before this sample."""
        edges = np.flatnonzero(np.diff(np.concatenate([[0], (self._sound != 0).astype(np.int8), [0]]))).reshape(-1, 2)
        closed = [(int(start), int(end)) for start, end in edges if self._done < end <= max(before, 0)]
        self._done = closed[-1][1] if closed else self._done
        return [self._turn(place, *stretch) for place, stretch in enumerate(closed)]

    def _turn(self, index, start, end):
        text = SENTENCES[round(int(self._sound[start]) / 327.67)]
        return Turn(index, Speaker.UNKNOWN, text, start / self._rate, end / self._rate, avg_logprob=-0.1)
