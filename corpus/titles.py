"""A task called by its own first words, where nobody gave it a title."""

from __future__ import annotations

import re

# A line of a list on a phone.
LONGEST = 32
# A clause shorter than this says too little by itself.
SHORTEST = 6
_CLAUSE = re.compile(r"[^，,。；;：:\n]+[，,。；;：:\n]?")
_ENDS = "，,。；;：:、.． \n"


def own_title(prose: str) -> str:
    """The first clause of a task's prose, with the next where it is short; with an ellipsis where a long one is cut."""
    title = ""
    for clause in _CLAUSE.finditer(prose):
        title += clause.group()
        if len(title.rstrip(_ENDS)) >= SHORTEST:
            break
    title = title.rstrip(_ENDS)
    if len(title) <= LONGEST:
        return title
    kept = title[: LONGEST - 1]
    # 、 ends an item of a list: what stands before it is whole.
    cut = kept.rfind("、")
    return (kept[:cut] if cut >= SHORTEST else kept) + "…"
