"""Words that count or deny nothing: one of several is enough (任意一家), there is not even one (一条都没有), 有…的没."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.reading.lexicon import Unit
from index.reading.spans import Span

CLASS = "logic.any"
_ENOUGH = re.compile(
    r"(?<![只仅恰刚单光就不])(?:任(?:意|何|选)?|随[便意](?:哪|占着?|沾着?)?|不拘哪?|其中(?:任[意何]?|随便)?(?:有|的)?|里[头面]?有|至少(?:有|来|带|含|占)?"
    r"|但?凡是?(?:有|沾|挨着?|带)?|有|[占沾挨碰提](?:着|了|到|上)?(?:其中)?)(?:一|1)[家个方](?!个|单|独|牵|主|承|扛|包|干|企|公|厂|店|银|学|医)"
)
# 其中一家就算，两家凑一块的不要: just one of them after all.
_NOT_BOTH = re.compile("(?:两家|两个|一起|一块|同时|都|凑|重)[^,，。;；]{0,9}(?:不要|不算|除外|去掉|排除|剔除)")
_LEAST = 2
# 一条主办任务都没有, 没有一条自己牵头
_NONE = re.compile(
    r"一[条项个件次回](?=[\u3400-\u9fff]{0,5}?[都也](?:没|未|不))|(?<=没有)一[条项个件次回](?:是|任务)?|(?<=没)一[条项个件次回]"
)

# 有…的没？ 办完了没，
_ASKED = re.compile(r"(?:有[^,，。;；没]{1,14}的|了)(没有?)(?=[呢啊呀]?(?:[,，。?？!！;；\s]|$))")


def enough(text: str, departments: Sequence[Span]) -> Iterator[Unit]:
    """The words of a folded text that say so of the departments named before them, or of those spoken of where it names none."""
    if _NOT_BOTH.search(text):
        return
    for match in _ENOUGH.finditer(text):
        before = [span for span in departments if span.end <= match.start()]
        if len(before) >= _LEAST or not departments:
            yield Unit(match.group(), ("logic.either", CLASS), *match.span())


def none(text: str) -> Iterator[Unit]:
    """The words of a folded text that say of a role or of tasks that there is not even one."""
    return (Unit(match.group(), ("want.none",), *match.span()) for match in _NONE.finditer(text))


def asked(text: str) -> Iterator[Unit]:
    """Where 没 only makes a question of what stands before it: 有科技厅牵头的没，哪个."""
    return (Unit(match[1], ("ask.whether",), *match.span(1)) for match in _ASKED.finditer(text))
