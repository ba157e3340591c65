"""JAX: compiling again, leaving the device, timing what has not happened."""
