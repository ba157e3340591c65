"""Readers of other profilers' files, each tested on what the real profiler wrote a moment before."""
