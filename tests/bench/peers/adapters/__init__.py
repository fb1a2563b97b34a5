"""One module a system: `build(chunks, encoder)` gives `search(question)`, rows with scores; `search.signal` the best cosine."""
