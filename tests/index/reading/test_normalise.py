"""Questions in one writing: numerals that mix digits, numbers with blanks in them, sections in brackets, whether or not."""

from __future__ import annotations

import pytest

from index.reading.normalise import normalised


@pytest.mark.parametrize(
    ("question", "folded"),
    [
        ("第二十4条谁牵头", "第24条谁牵头"),
        ("第2十6条的内容", "第26条的内容"),
        ("第十4项", "第14项"),
        ("第十四项", "第十四项"),
        ("第二十条", "第二十条"),
        ("第 1 9 条", "第19条"),
        ("第1条 3家", "第1条3家"),
        ("第（八）部分有几项", "第八部分有几项"),
        ("第14条涉不涉及外办", "第14条是否涉及外办"),
        ("港口集团参加不参加", "港口集团是否参加"),
        ("一个补好多钱", "一个补多少钱"),
        ("一共迁好多座？", "一共迁多少座?"),
        ("好多年没看过戏了", "好多年没看过戏了"),
        ("能不能只看牵头的", "能不能只看牵头的"),
        ("Jimo District Gov’t", "jimo district government"),
    ],
)
def test_one_writing(question: str, folded: str) -> None:
    assert normalised(question) == folded
