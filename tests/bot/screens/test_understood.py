"""How a question was understood, said back: what is compared or ranked, and by what."""

from __future__ import annotations

import pytest

from bot.cli.ask import as_record
from bot.dialogue.conversation import Assistant

COMPARED = {
    "科技厅和商务厅谁牵头的更多": ("比较科技厅、商务厅 · 牵头的任务", "商务厅牵头的任务更多"),
    "商务厅牵头的多还是财政厅牵头的多": ("比较商务厅、财政厅 · 牵头的任务", "商务厅牵头的任务更多"),
    "科技厅和商务厅谁参与的更少": (
        "比较科技厅、商务厅 · 参与（不牵头）的任务 · 最少",
        "科技厅参与（不牵头）的任务更少",
    ),
    "科技厅和商务厅谁的任务更多": ("比较科技厅、商务厅 · 任务总数", "商务厅任务总数更多"),
    "第七部分里科技厅和商务厅谁牵头的更多": ("比较科技厅、商务厅 · 牵头的任务 · 第7部分", "牵头的任务一样多"),
    # No task has all three, which matters to no comparison.
    "比较科技厅、商务厅和教育厅": ("比较科技厅、商务厅、教育厅 · 任务总数", "商务厅任务总数更多"),
    "Who leads fewer tasks, Commerce or Finance?": (
        "comparison of Department of Commerce (商务厅) and Department of Finance (财政厅) · tasks led · fewest",
        "Department of Finance (财政厅) has fewer (tasks led)",
    ),
    "哪个部门牵头的任务最多": ("排名 · 牵头的任务 · 最多", "牵头任务最多的部门：发展改革委（牵头 11 项、参与 11 项）"),
    "一项也没牵头的部门当中，配合项数最多的是谁": (
        "排名 · 参与（不牵头）的任务 · 不牵头任何任务的部门 · 最多",
        "不牵头任何任务的部门中，参与（不牵头）的任务最多的部门：",
    ),
    "Which department has the most tasks?": (
        "ranking · tasks in all · most",
        "Departments with the most tasks led or taken part in: Development and Reform Commission (发展改革委) "
        "(leads 11, takes part in 11, 22 in all)",
    ),
}


@pytest.mark.parametrize("question", COMPARED)
def test_a_comparison_says_who_is_compared_and_by_what(question: str, assistant: Assistant) -> None:
    understood, heading = COMPARED[question]
    record = as_record(assistant, question, question)
    assert (record["kind"], record["understood"]) == ("answer", understood)
    assert record["text"].splitlines()[0] == heading
