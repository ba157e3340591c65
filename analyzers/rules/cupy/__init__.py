"""CuPy: copies between device and host, one kernel for each operator."""
