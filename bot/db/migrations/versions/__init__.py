"""One file a version, in the order of their numbers; a file that was released never changes."""
