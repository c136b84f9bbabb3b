"""Transcripts that a vendor delivered beside a recording: the same stem with .json, .srt or .vtt."""

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from audit.errors import Problem, Refused
from audit.records import Speaker, Transcript, Turn
from pipelines.sources.encodings import detect
from pipelines.sources.rows import Fault

SUFFIXES = (".json", ".srt", ".vtt")
LARGEST_FILE = 32 * 1024 * 1024
_SPEAKERS = {
    Speaker.AGENT: "agent collector seat operator 催收 催收员 坐席 座席 客服 专员",
    Speaker.DEBTOR: "debtor customer client borrower 债务人 客户 用户 借款人 本人",
    Speaker.THIRD_PARTY: "third_party contact relative 第三人 第三方 联系人 家属",
    Speaker.IVR: "ivr system robot 语音导航 系统 机器人",
    Speaker.UNKNOWN: "unknown 未知",
}
_WORDS = {word: speaker for speaker, words in _SPEAKERS.items() for word in words.split()}
_CUE = re.compile(r"\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{3})\s*-->\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{3})(?:\s.*)?").fullmatch
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>(.*?)(?:</v>)?", re.DOTALL).fullmatch
_PREFIX = re.compile(r"([\w ]{1,20})\s*[:\uff1a]\s*(.*)", re.DOTALL).fullmatch
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")


def beside(recording: Path) -> Path | None:
    """The vendor's transcript of a recording, if there is one."""
    return next((found for suffix in SUFFIXES if (found := recording.with_suffix(suffix)).is_file()), None)


def read(path: Path) -> Transcript:
    """Turns in time order, seconds from the start. Raises Refused with the place of the first thing that is wrong."""
    kind = path.suffix.lower().lstrip(".")
    text = _text(path)
    turns = list(_json_turns(text, path.name) if kind == "json" else _cue_turns(text, path.name, vtt=kind == "vtt"))
    if not turns:
        raise Refused(Problem("sources.transcript_empty", path.name))
    turns.sort(key=lambda turn: (turn.start is None, turn.start))
    numbered = tuple(Turn(number, turn.speaker, turn.text, turn.start, turn.end) for number, turn in enumerate(turns))
    return Transcript(numbered, f"vendor:{kind}", "", {})


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise Refused(Problem("sources.transcript_too_large", path.name, {"bytes": size, "limit": LARGEST_FILE}))
        encoding = detect(path)
        data = path.read_bytes()
    except OSError as error:
        raise Refused(Problem("sources.unreadable", str(path), {"reason": error.strerror or ""})) from error
    try:
        return data.decode(encoding.codec)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(Problem("sources.undecodable", f"{path.name}:{line}")) from error


def _json_turns(text: str, file: str) -> Iterator[Turn]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise Refused(
            Problem("sources.transcript_not_json", f"{file}:{error.lineno}", {"reason": error.msg})
        ) from error
    except (ValueError, RecursionError) as error:
        raise Refused(Problem("sources.transcript_not_json", file, {"reason": str(error)[:120]})) from error
    if not isinstance(found, list):
        raise Refused(Problem("sources.transcript_not_list", file))
    for number, item in enumerate(found):
        try:
            yield _json_turn(item)
        except Fault as fault:
            raise Refused(fault.at(f"{file}: [{number}]")) from fault


def _json_turn(item: Any) -> Turn:
    if not isinstance(item, dict):
        raise Fault("sources.turn_not_object")
    text, start, end = item.get("text"), item.get("start"), item.get("end")
    if not isinstance(text, str) or not text.strip():
        raise Fault("sources.turn_without_text")
    for time in (start, end):
        if time is not None and (
            isinstance(time, bool) or not isinstance(time, int | float) or not math.isfinite(time)
        ):
            raise Fault("sources.turn_time", value=str(time)[:40])
    speaker = item.get("speaker", "unknown")
    if not isinstance(speaker, str) or speaker.strip().casefold() not in _WORDS:
        raise Fault("sources.turn_speaker", value=str(speaker)[:40], known=", ".join(Speaker))
    return _turn(_WORDS[speaker.strip().casefold()], text, start, end)


def _turn(speaker: Speaker, text: str, start: float | None, end: float | None) -> Turn:
    if (start is not None and start < 0) or (end is not None and end < (start or 0)):
        raise Fault("sources.turn_time", value=f"{start} - {end}")
    return Turn(0, speaker, text, float(start) if start is not None else None, float(end) if end is not None else None)


def _cue_turns(text: str, file: str, *, vtt: bool) -> Iterator[Turn]:
    """SubRip and WebVTT: blocks between blank lines, each with one line of times and the words below it."""
    for line, block in _blocks(text):
        if vtt and (block[0].startswith(("NOTE", "STYLE", "REGION")) or (line == 1 and block[0].startswith("WEBVTT"))):
            continue
        at = next((place for place, row in enumerate(block[:2]) if "-->" in row), None)
        times = _CUE(block[at]) if at is not None else None
        if at is None or times is None:
            raise Refused(Problem("sources.cue_times", f"{file}:{line}", {"value": block[0][:80]}))
        try:
            speaker, words = _who("\n".join(block[at + 1 :]))
            yield _turn(speaker, words, _seconds(times[1]), _seconds(times[2]))
        except Fault as fault:
            raise Refused(fault.at(f"{file}:{line + at}")) from fault


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """The line each block starts on, and its lines."""
    block: list[str] = []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _who(words: str) -> tuple[Speaker, str]:
    """Speaker and words of a cue. A prefix that names nobody we know is part of the words."""
    found = _VOICE(words.strip()) or _PREFIX(words.strip())
    speaker = _WORDS.get(found[1].strip().casefold()) if found else None
    said = _TAG.sub("", found[2] if found and (speaker or words.lstrip().startswith("<v")) else words).strip()
    if not said:
        raise Fault("sources.turn_without_text")
    return speaker or Speaker.UNKNOWN, said


def _seconds(time: str) -> float:
    *hours, minutes, seconds = time.replace(",", ".").split(":")
    return int(hours[0] if hours else 0) * 3600 + int(minutes) * 60 + float(seconds)
