"""What was measured: programs recorded, other profilers' files read, and their time tied to functions and lines."""
