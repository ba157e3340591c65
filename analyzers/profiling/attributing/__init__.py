"""From what a profiler spells to the functions and lines of a project."""
