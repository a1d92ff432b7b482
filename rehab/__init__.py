"""From an injury and a date to a dated rehabilitation plan."""

__version__ = "0.1.0"
