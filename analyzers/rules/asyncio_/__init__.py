"""Rules about coroutines and what stops their event loop."""
