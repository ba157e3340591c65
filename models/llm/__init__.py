"""Language models: what is sent, what comes back, and what of that may be tried. Off until somebody consents."""
