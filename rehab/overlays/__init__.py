"""What a clinic changes in a protocol of somebody else: a new file, what it rests on, what it means, who signed it."""
