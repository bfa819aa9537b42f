"""Native copies: the script in its own format, with the terms where that format has a place."""
