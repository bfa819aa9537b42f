"""What leaves the desk: one marked copy per reader, with its terms."""
