"""Which engine fits hot code: waiting overlapped, processes, whole arrays, compilers, another interpreter, or none."""
