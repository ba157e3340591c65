"""The parent side of a recording: a program is started, lived with, and what its processes saved is gathered."""
