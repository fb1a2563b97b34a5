"""The command line: a question, and files."""
