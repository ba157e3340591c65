"""One file for each kind of engine: which of them fits a hot function, by facts."""
