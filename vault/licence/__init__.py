"""Licence terms: presets, the signed record of one copy, and how a file carries them."""
