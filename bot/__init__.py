"""How people are spoken to: conversation, wording, rendering, and the channels."""
