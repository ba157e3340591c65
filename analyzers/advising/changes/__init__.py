"""The mechanical part of a change of engine: the file as it would be. What comes of it is measured, or proved."""
