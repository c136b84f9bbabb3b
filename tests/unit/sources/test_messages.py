import re
from pathlib import Path

from config.messages import catalogue
from pipelines import sources


def test_every_code_has_its_sentences_and_every_sentence_its_code():
    texts = [path.read_text(encoding="utf-8") for path in Path(sources.__file__).parent.glob("*.py")]
    used = {code for text in texts for code in re.findall(r'"(sources\.\w+)"', text)}
    assert used == {code for code in catalogue() if code.startswith("sources.")}
