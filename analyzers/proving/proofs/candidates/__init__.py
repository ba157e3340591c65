"""What proposes faster texts of a function: the rules' fixes, and changes that only a proof may allow."""
