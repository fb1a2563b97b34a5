"""Plans of other places for tests of several plans: short, and of no place that exists."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from corpus.library import plan_of
from index.engine import Engine

COUNTY = """\
松陵县2023年水库移民后期扶持工作任务分工方案

1.改造移民村饮水管网。（县水利局牵头，县财政局、移民服务中心配合）
2.开办移民夜校。（县教育局牵头，移民服务中心配合）
"""
STATE = """\
国务院办公厅关于印发《极地科学考察保障2016年工作分工方案》的通知

极地科学考察保障2016年工作分工方案

一、船舶
1.改装破冰船。（国家海洋局牵头，财政部参与）
2.培训冰区船员。（交通运输部牵头）
"""


def engine_of(id: str, text: str, var_dir: Path) -> Engine:
    """An engine over a text, without titles or English of ours."""
    plan = plan_of(id, text, hashlib.sha256(text.encode()).hexdigest())
    return Engine(replace(plan, id=id), var_dir)
