"""A file of cases, calls or messages becomes stored records; what cannot be used lands in the rejects file."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from audit.errors import Problem
from audit.records import Case, Contact
from pipelines.bootstrap import Application
