"""How things are found: a question becomes a Query, a Query an Answer."""
