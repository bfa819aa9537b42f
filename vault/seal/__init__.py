"""Sealing: what exactly is signed (body), by which keys (signing), and the secrets (keys)."""
