"""The vault on disk: files that are the truth, and a cache that can be thrown away."""
