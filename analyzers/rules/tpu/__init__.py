"""TPU: shapes that change or do not fit."""
