"""What a clinic's change means: which of them loosen a safety rule, which take a paper's name in vain, what is told."""
