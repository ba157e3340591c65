"""What runs in the profiled process, where Slowspot may not be installed: only standard library and pyinstrument."""
