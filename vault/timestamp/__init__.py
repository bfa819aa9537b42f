"""Outside time: asking authorities for RFC 3161 tokens, and saying what a token is worth.

Received bytes are never changed. A token is read twice: by the strict small reader here, which
can say in plain words what is wrong, and by rfc3161-client, which alone decides that a chain
leads to a root this program carries.
"""
