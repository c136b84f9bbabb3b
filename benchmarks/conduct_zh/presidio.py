"""Presidio, which personal data is measured against in the same run."""

from collections.abc import Mapping, Sequence
from typing import Any

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    IpRecognizer,
    PhoneRecognizer,
)

from benchmarks.conduct_zh.baselines import PRESIDIO_KINDS
from benchmarks.conduct_zh.rows import Row, Span

#: Its e-mail recogniser asks the network for a list of domains unless told not to.
tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())


class _Blank(SpacyNlpEngine):  # type: ignore[misc, unused-ignore]
    """No trained Chinese pipeline comes with it."""

    def load(self) -> None:
        self.nlp = {"zh": spacy.blank("zh")}


class Presidio:
    """Presidio's own recognisers for any country and for Chinese phone numbers, over a blank Chinese spaCy pipeline."""

    def __init__(self) -> None:
        registry = RecognizerRegistry(supported_languages=["zh"])
        registry.add_recognizer(PhoneRecognizer(supported_language="zh", supported_regions=["CN"]))
        for recognizer in (CreditCardRecognizer, EmailRecognizer, IpRecognizer):
            registry.add_recognizer(recognizer(supported_language="zh"))
        engine = _Blank(models=[{"lang_code": "zh", "model_name": "blank"}])
        engine.load()
        self._analyzer: Any = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["zh"])

    def spans(self, text: str) -> frozenset[Span]:
        found = self._analyzer.analyze(text, language="zh", entities=list(PRESIDIO_KINDS))
        return frozenset((PRESIDIO_KINDS[one.entity_type], one.start, one.end) for one in found)


def by_presidio(rows: Sequence[Row]) -> Mapping[str, frozenset[Span]]:
    presidio = Presidio()
    return {row.id: presidio.spans(row.texts[0]) for row in rows if row.pii is not None}
