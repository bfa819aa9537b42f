"""PDF pages: fonts, exact text, vector paths, attachments; the only place that knows fpdf2."""
