"""Judges any API that claims to be the number list; `laws/` has what it demands."""
