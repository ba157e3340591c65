"""Lists, dicts, sets and deques: scans, copies and sorts that repeat."""
