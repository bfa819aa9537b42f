"""The window: pages over the same operations as the command line; the only place that knows Qt."""
