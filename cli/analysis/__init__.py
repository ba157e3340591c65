"""A run of `analyze`: from paths and settings over files, in as many processes as pay, to one report."""
