"""Files and serialisation."""
