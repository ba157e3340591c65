"""Which functions of a program take its time: profiles of workloads, and the rows that are learned from them."""
