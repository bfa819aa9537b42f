"""From a save to bytes: which paths are scripts, when a save is finished, one consistent read.

Events are hints and the disk is the truth. The observer only names paths that may have changed,
a walk finds what the events missed, settling decides from plain time when a path is at rest, and
capture reads it once. Nothing here knows the vault, keys or settings.
"""
