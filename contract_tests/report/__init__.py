"""What people read about a run: text in the terminal, an HTML page, and what is redacted in both."""
