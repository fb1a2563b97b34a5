"""SQLite FTS5 with the trigram tokenizer: every three characters of the question, any of them, ranked by bm25."""

import re
import sqlite3

USES_VECTORS = False


def build(chunks, encoder, path=":memory:"):
    base = sqlite3.connect(path)
    base.execute("create virtual table plan using fts5(text, tokenize='trigram')")
    base.executemany(
        "insert into plan(rowid, text) values (?, ?)", ((i + 1, text) for i, (_, text) in enumerate(chunks))
    )
    base.commit()

    def search(question):
        runs = re.findall(r"[\u3400-\u9fff]+|[a-z0-9]+", question.lower())
        terms = dict.fromkeys(run[i : i + 3] for run in runs for i in range(len(run) - 2))
        if not terms:
            return []
        asked = " OR ".join(f'"{term}"' for term in terms)
        rows = base.execute("select rowid, -bm25(plan) from plan where plan match ? order by bm25(plan)", (asked,))
        return [(row - 1, score) for row, score in rows]

    return search
