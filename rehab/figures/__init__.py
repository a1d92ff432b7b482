"""Pictures from data: a pose in clinical angles becomes a display list, and that a PDF form or SVG."""
