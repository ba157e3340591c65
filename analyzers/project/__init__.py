"""A project on disk: which of its files are analyzed, under which settings. Reads files, and runs nothing."""
