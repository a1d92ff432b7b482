"""From a protocol and a case to a plan: pure functions, no clock, no file."""
