"""From a page that turned up somewhere back to the draft, and to the copy it derives from."""
