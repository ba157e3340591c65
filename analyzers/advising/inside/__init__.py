"""What runs in a program while its time with a change is taken."""
