"""One command measured on two states of a repository, in turns, and what explains the difference."""
