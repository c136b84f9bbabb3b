"""Who says each turn of a recording: by channel where each side has its own, else by voice and words, else nobody knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from audit.apart import told_apart
from audit.errors import Problem
from audit.music import music
from audit.recording import Layout, Recording
from audit.records import Channel, Contact, Party, Speaker, Turn
from audit.roles import Cues
from audit.set_apart import set_apart
from audit.swapped import Sides, sides

#: A guarantor answers for the debt like the debtor; whom we do not know accuses nobody.
_OTHER_SIDE: Mapping[Party, Speaker] = {
    Party.DEBTOR: Speaker.DEBTOR,
    Party.GUARANTOR: Speaker.DEBTOR,
    Party.CONTACT: Speaker.THIRD_PARTY,
    Party.THIRD_PARTY: Speaker.THIRD_PARTY,
    Party.UNKNOWN: Speaker.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Told:
    """Turns with their speakers, in no order; the speaker of each channel, and what was odd about them."""

    turns: tuple[Turn, ...]
    speakers: Mapping[int, Speaker]
    notes: tuple[Problem, ...] = ()


def speakers_of(recording: Recording, party: Party, channels: Sequence[Speaker]) -> dict[int, Speaker]:
    """Speaker of every channel worth hearing. Unless each side has its own channel, no channel tells anybody from anybody."""
    if recording.layout is not Layout.SEPARATE:
        return dict.fromkeys(recording.heard, Speaker.UNKNOWN)
    named = {channel: side(named, party) for channel, named in enumerate(channels)}
    return {channel: named.get(channel, Speaker.UNKNOWN) for channel in recording.heard}


def side(named: Speaker, party: Party) -> Speaker:
    """Who that is; `debtor` names the other side of the line, whoever answered."""
    return _OTHER_SIDE[party] if named is Speaker.DEBTOR else named


def told(
    contact: Contact,
    recording: Recording,
    speakers: Mapping[int, Speaker],
    heard: Mapping[int, Sequence[Turn]],
    cues: Cues,
) -> Told:
    """`speakers` as the channels say, `heard` the turns of each channel."""
    frames = recording.frames
    own = {channel: list(set_apart(turns, music(frames, channel), channel, cues)) for channel, turns in heard.items()}
    if recording.layout is Layout.SEPARATE:
        return _checked(contact, speakers, own, cues)
    people = contact.channel is Channel.CALL  # in a room there may be any number of them
    turns = list[Turn]()
    for channel, said in own.items():
        spoken = [turn for turn in said if turn.speaker is not Speaker.IVR]
        turns += (turn for turn in said if turn.speaker is Speaker.IVR)
        turns += told_apart(spoken, frames, channel, cues, _OTHER_SIDE[contact.party]) if people else spoken
    return Told(tuple(turns), speakers, (_note(contact, recording, turns),))


def _note(contact: Contact, recording: Recording, turns: Sequence[Turn]) -> Problem:
    people = [turn for turn in turns if turn.speaker is not Speaker.IVR]
    known = sum(turn.speaker is not Speaker.UNKNOWN for turn in people)
    values: dict[str, object] = {"layout": recording.layout.value}
    if not known:
        return Problem("audio.speakers_unknown", contact.key, values)
    return Problem("audio.speakers_guessed", contact.key, values | {"known": known, "turns": len(people)})


def _checked(contact: Contact, speakers: Mapping[int, Speaker], own: Mapping[int, Sequence[Turn]], cues: Cues) -> Told:
    """Speakers by channel, unless what they say is what the other side says."""
    people = [(turn, channel) for channel, turns in own.items() for turn in turns if turn.speaker is not Speaker.IVR]
    found = sides(speakers, [turn for turn, _ in people], [channel for _, channel in people], cues)
    notes: tuple[Problem, ...] = ()
    if found is Sides.SWAPPED:
        speakers = dict(zip(speakers, reversed(list(speakers.values())), strict=True))
        notes = (Problem("audio.channels_swapped", contact.key),)
    elif found is Sides.DOUBTFUL:
        speakers = dict.fromkeys(speakers, Speaker.UNKNOWN)
        notes = (Problem("audio.channels_doubtful", contact.key),)
    machines = [turn for turns in own.values() for turn in turns if turn.speaker is Speaker.IVR]
    said = [replace(turn, speaker=speakers[channel]) for turn, channel in people]
    return Told((*said, *machines), speakers, notes)
