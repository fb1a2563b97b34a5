"""The plans that are served: read when first asked, installed and updated while the bot runs."""
