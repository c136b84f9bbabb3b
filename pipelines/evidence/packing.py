"""Files become a package: a manifest of their hashes, a signature over it, one archive."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from audit.signing import Signer
from pipelines.evidence.verify_evidence import FORMAT, MANIFEST, SIGNATURE, archive, signature_file, written


@dataclass(frozen=True, slots=True)
class Cover:
    """What a package says of itself."""

    id: str
    incidents: tuple[str, ...]
    by: str
    at: datetime
    reason: str
    #: Whether it shows personal data, and the recording as it was.
    original: bool


def pack(cover: Cover, files: Mapping[str, bytes], signer: Signer) -> bytes:
    """Equal covers, files and keys give equal bytes."""
    listed = [
        {"path": path, "bytes": len(files[path]), "sha256": hashlib.sha256(files[path]).hexdigest()}
        for path in sorted(files)
    ]
    manifest = written(
        {
            "format": FORMAT,
            "package": cover.id,
            "incidents": list(cover.incidents),
            "made_by": cover.by,
            "made_at": cover.at.isoformat(),
            "reason": cover.reason,
            "original": cover.original,
            "files": listed,
        }
    )
    signature = signer.sign(manifest)
    signed = {MANIFEST: manifest, SIGNATURE: signature_file(signature.public, signature.value)}
    return archive({**files, **signed})
