"""Text of authored files to Documents: reading, merging, and saying what is wrong where."""
