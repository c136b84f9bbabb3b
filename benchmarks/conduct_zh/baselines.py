"""What FairDial is measured against in the same run: two keyword lists, and Presidio for personal data."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.conduct_zh.rows import HERE, Row, Span

#: Presidio's names of the kinds that it knows without a trained Chinese model.
PRESIDIO_KINDS = {
    "PHONE_NUMBER": "cn_mobile",
    "CREDIT_CARD": "bank_card",
    "EMAIL_ADDRESS": "email",
    "IP_ADDRESS": "ip",
}


def keywords(name: str) -> list[tuple[str, str]]:
    """Category and word of each line of a list."""
    lines = (HERE / "lists" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [(category, word) for category, word in (line.split("\t") for line in lines if not line.startswith("#"))]


def by_keywords(rows: Sequence[Row], name: str) -> dict[str, frozenset[str]]:
    """What a plain list raises: every word that stands in a turn of the agent counts."""
    words = keywords(name)
    found = {}
    for row in rows:
        spoken = " ".join(turn["text"] for turn in row.given["turns"] if turn["speaker"] == "agent")
        found[row.id] = frozenset(category for category, word in words if word in spoken)
    return found


class Presidio:
    """Presidio's own recognisers for any country and for Chinese phone numbers, over a blank Chinese spaCy pipeline."""

    def __init__(self) -> None:
        import spacy
        from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
        from presidio_analyzer.nlp_engine import SpacyNlpEngine
        from presidio_analyzer.predefined_recognizers import (
            CreditCardRecognizer,
            EmailRecognizer,
            IpRecognizer,
            PhoneRecognizer,
        )

        class Blank(SpacyNlpEngine):  # type: ignore[misc, unused-ignore]
            def load(self) -> None:
                self.nlp = {"zh": spacy.blank("zh")}

        registry = RecognizerRegistry(supported_languages=["zh"])
        registry.add_recognizer(PhoneRecognizer(supported_language="zh", supported_regions=["CN"]))
        for recognizer in (CreditCardRecognizer, EmailRecognizer, IpRecognizer):
            registry.add_recognizer(recognizer(supported_language="zh"))
        engine = Blank(models=[{"lang_code": "zh", "model_name": "blank"}])
        engine.load()
        self._analyzer: Any = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["zh"])

    def spans(self, text: str) -> frozenset[Span]:
        found = self._analyzer.analyze(text, language="zh", entities=list(PRESIDIO_KINDS))
        return frozenset((PRESIDIO_KINDS[one.entity_type], one.start, one.end) for one in found)


def by_presidio(rows: Sequence[Row]) -> Mapping[str, frozenset[Span]]:
    presidio = Presidio()
    return {row.id: presidio.spans(row.texts[0]) for row in rows if row.pii is not None}
