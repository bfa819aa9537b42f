"""Script Vault: every draft sealed, every copy licensed, every claim checkable by a stranger.

The folders are the pipe: ``watch → seal → log → timestamp → share → trace → prove → verify``.
A stage takes plain records and gives plain records; ``pipeline`` alone joins them.
"""

__version__ = "0.1.0"
