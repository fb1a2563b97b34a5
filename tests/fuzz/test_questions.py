"""Questions at the command line: whatever line comes in, one JSON object goes out, with the plan's own words or why not."""

from __future__ import annotations

import io
import json

from hypothesis import given
from hypothesis import strategies as st

from bot.cli.ask import ask_batch
from bot.dialogue.conversation import Assistant, Told
from tests.fuzz import PIECES, bounded

WORDS = st.sampled_from(PIECES["questions"])
LINES = st.one_of(
    st.lists(WORDS, max_size=10).map("".join).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=60),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.floats(allow_nan=False), st.text(max_size=10)),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=6,
    ).map(lambda value: json.dumps({"conversation": value, "question": value}).encode()),
)


class Exact:
    """The assistant, asked only what takes no encoder: subjects are fuzzed by their own tests."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def tell(self, question: str, conversation: str) -> Told:
        if self._assistant.needs_encoder(question, conversation):
            question = ""
        return self._assistant.tell(question, conversation)


@bounded(120)
@given(st.lists(LINES, min_size=1, max_size=3))
def test_any_line_gets_an_object(assistant: Assistant, lines: list[bytes]) -> None:
    out = io.StringIO()
    # A line of a file ends with its own end.
    raw = [line.replace(b"\n", b" ") + b"\n" for line in lines]
    code = ask_batch(Exact(assistant), raw, out, as_json=True)
    records = [json.loads(line) for line in out.getvalue().split("\n")[:-1]]
    assert len(records) == len(lines)
    wrong = [record for record in records if "error" in record]
    assert code == bool(wrong) and all(list(record) == ["line", "error"] and record["error"] for record in wrong)
    for record in (record for record in records if "error" not in record):
        assert record["kind"] in ("answer", "clarify", "refusal") and record["text"]
        for task in record["tasks"]:
            assert task["quote"] == assistant.engine.plan.text[task["start"] : task["end"]]
