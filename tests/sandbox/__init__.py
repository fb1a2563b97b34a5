"""The bot without Telegram: a Bot API server on loopback, a page that looks like a chat client, and the real bot."""
