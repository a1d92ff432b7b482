"""The domain: what is authored and what is printed."""
