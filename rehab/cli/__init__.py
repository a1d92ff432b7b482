"""The command line: the only part that reads the clock, talks, and exits."""
