"""The read-only page over HTTP: the same conversation, places in the plan, files, and a JSON endpoint."""
