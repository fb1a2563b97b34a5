"""Plans that list three roles beside a task, for tests of all layers: one from the reading's documents, and a small one."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from corpus.library import plan_of
from corpus.records import Plan

JINCHENG = Path(__file__).parent / "reading" / "plans" / "jincheng-coalgas-2026.txt"
SMALL = """青川市2026年重点工作责任分工方案

一、产业
1.建设园区。（牵头单位：市发展改革委；责任单位：市财政局、市水利局；配合单位：市商务局）
2.办好学校。（牵头单位：市教育局；配合单位：市财政局）
3.修建水库。（责任单位：市水利局；协办单位：市商务局）
4.举办展会。（牵头单位：市商务局；参与单位：市财政局；配合单位：市教育局）
5.统计产值。（牵头单位：市统计局；责任单位：市商务局）
"""


def plan(text: str) -> Plan:
    """The plan that a text is."""
    return plan_of("three", text, hashlib.sha256(text.encode()).hexdigest())


@functools.cache
def jincheng() -> Plan:
    """A whole document, some of its tasks with all three labels."""
    return plan(JINCHENG.read_text("utf-8"))


@functools.cache
def small() -> Plan:
    """A few tasks of each kind."""
    return plan(SMALL)


def two_roles() -> Plan:
    """The small plan with its helpers as any that take part: no task has three labels of which one is 配合 or 协办."""
    return plan(SMALL.replace("配合单位", "参与单位").replace("协办单位", "参与单位"))
