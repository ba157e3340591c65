"""A web service that sells quotations: a slow spot on the event loop, three calls deep, and others beside it."""
