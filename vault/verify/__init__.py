"""Checking a bundle, certificate or copy from its own bytes: no vault, no network, no key of ours.

This package stands alone: it sees nothing of store, watch or the secrets, and it owns the table
of a bundle's paths and the table of checks.
"""
