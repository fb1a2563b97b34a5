"""Answers as a phone shows them: screens of a few lines with buttons, each screen reachable by a short reference."""
