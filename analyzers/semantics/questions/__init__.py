"""What rules ask about a place beyond what `Site` answers: a module per topic, functions that take the site."""
