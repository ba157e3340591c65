"""PyTorch: waiting for the device, copies to it, compiling again."""
