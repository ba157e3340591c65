"""Where code that nobody has looked at may run: what it can reach, and what becomes of it when it goes too far."""
