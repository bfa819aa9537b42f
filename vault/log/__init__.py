"""The log's signed heads, and the files that carry proofs against them."""
