from dataclasses import dataclass

from audit.reading import Doubt, Read, Reading, Spoken
from audit.records import Channel, Party
from pipelines.adapters.readers import Readers

ONE, OTHER = Reading("T01", 0.9, 0, 2), Reading("T08", 0.8, 2, 4)


@dataclass
class Says:
    id: str
    said: dict[int, Read]
    out: frozenset[str] = frozenset()

    def read(self, _spoken):
        return self.said

    def rules_out(self, spoken):
        return [self.out] * len(spoken)


def test_each_says_what_it_says():
    doubt = Doubt(None, "no answer")
    both = Readers((Says("a", {0: Read((ONE,))}), Says("b", {0: Read((OTHER,), (doubt,)), 2: Read((ONE,))})))
    assert both.read([]) == {0: Read((ONE, OTHER), (doubt,)), 2: Read((ONE,))}
    assert both.id == "a+b"


def test_what_one_rules_out_is_ruled_out():
    both = Readers((Says("a", {}, frozenset({"T01"})), Says("b", {}, frozenset({"T02"}))))
    assert both.rules_out([Spoken("", Channel.SMS, Party.DEBTOR)]) == [{"T01", "T02"}]
