"""Presidio, which personal data is measured against in the same run."""

from collections.abc import Mapping, Sequence
from typing import Any

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
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
    """Presidio as it comes for Chinese, with Chinese phone numbers and bank cards, over a blank Chinese spaCy pipeline."""

    def __init__(self) -> None:
        registry = RecognizerRegistry(supported_languages=["zh"])
        registry.load_predefined_recognizers(languages=["zh"])
        registry.add_recognizer(PhoneRecognizer(supported_language="zh", supported_regions=["CN"]))
        registry.add_recognizer(CreditCardRecognizer(supported_language="zh"))
        engine = _Blank(models=[{"lang_code": "zh", "model_name": "blank"}])
        engine.load()
        self._analyzer: Any = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["zh"])

    def spans(self, text: str) -> frozenset[Span]:
        found = self._analyzer.analyze(text, language="zh")
        return frozenset(
            (PRESIDIO_KINDS[one.entity_type], one.start, one.end) for one in found if one.entity_type in PRESIDIO_KINDS
        )


def by_presidio(rows: Sequence[Row]) -> Mapping[str, frozenset[Span]]:
    presidio = Presidio()
    return {row.id: presidio.spans(row.texts[0]) for row in rows if row.pii is not None}
