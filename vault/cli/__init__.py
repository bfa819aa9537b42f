"""The command line: parses by the table of verbs, prints, and knows no more."""
