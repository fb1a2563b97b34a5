"""Questions read: typed spans, candidate readings, a learned choice among them."""
