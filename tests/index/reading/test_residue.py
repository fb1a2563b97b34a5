"""Left-over words: those that open a new matter, and what stands before them, are no part of the subject."""

from __future__ import annotations

import pytest

from index.engine import Engine
from index.reading.reader import Reader


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("行，另一件：村级民宿开办指南由谁编印", "村级民宿开办指南由谁编印"),
        ("好的。另外想问一句，露营地标准由谁牵头", "露营地标准"),
        ("记下了。再问一个不相干的，鼠疫监测哨点谁管", "鼠疫监测哨点"),
        ("航班的事就先这样。我再问个别的，富氧客房谁牵头", "富氧客房"),
        ("另外，导游培训谁负责", "导游培训"),
        ("说别的：充电桩谁牵头", "充电桩"),
        ("Fine. Next matter: who leads the grading of canteens?", "grading of canteens"),
        ("Now something unrelated: who leads glacier rescue?", "glacier rescue"),
        ("New topic. Who leads homestay permits?", "homestay permits"),
        ("不是景区厕所，是露营地标准", "露营地标准"),
        ("不是民宿指南，我问的是富氧客房谁牵头", "富氧客房"),
        ("富氧客房是谁牵头", "富氧客房"),
        ("露营地标准不是住建厅管吗，是归哪家管", "露营地标准"),
        ("不是冷库就是粮仓谁牵头", "冷库就是粮仓"),
        ("民宿开办指南由谁编印", "民宿开办指南由谁编印"),
        ("哪些任务跟钱有关系", "钱"),
    ],
)
def test_the_subject_begins_after_what_opens_it(dated: Engine, question: str, subject: str) -> None:
    topics = Reader(dated.tables, dated.names).analyse(question).residue.topics
    assert topics[0].words == subject


def test_what_only_opens_leaves_the_words_before_it(dated: Engine) -> None:
    topics = Reader(dated.tables, dated.names).analyse("露营地标准谁牵头，对了").residue.topics
    assert topics[0].words == "露营地标准"
