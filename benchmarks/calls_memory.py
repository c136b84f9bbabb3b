"""Hears one stored recording and says how much memory that took; run by `benchmarks.calls` as a process of its own.

`own` is what the process cannot give back. Pages of the decoded call's file, which the kernel drops when it needs room, are in `all`.
"""

import json
import re
import sys
import threading
from pathlib import Path

from audit.records import Channel, Contact, Party
from pipelines.adapters.audio.decode import AudioDecoder
from pipelines.adapters.blobs import FolderBlobs
from pipelines.adapters.memory import MemoryStore
from pipelines.adapters.whisper import FasterWhisper
from pipelines.steps.transcribe import transcribe_contacts

MODEL = Path(__file__).resolve().parent.parent / "models" / "demo-zh"
#: Seconds between two looks.
EVERY = 0.02


def status(name: str) -> float:
    """A line of /proc/self/status, in MB."""
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return round(int(found[1]) / 1024, 1)


def main() -> None:
    folder, digest = sys.argv[1:]
    own, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(EVERY):
            own[0] = max(own[0], status("RssAnon"))

    watcher = threading.Thread(target=watch)
    watcher.start()
    store = MemoryStore()
    store.put_contacts([Contact("1", Channel.CALL, party=Party.DEBTOR, audio=digest)])
    whisper = FasterWhisper(str(MODEL), cpu_threads=2)
    refused = transcribe_contacts(store, FolderBlobs(Path(folder)), AudioDecoder(), whisper, ["call:1"])
    done.set()
    watcher.join()
    assert not refused, refused
    (contact,) = store.contacts(["call:1"])
    print(json.dumps({"own": own[0], "all": status("VmHWM"), "turns": len(contact.turns)}))


if __name__ == "__main__":
    main()
