"""One small client per language, and the tests that run them all."""
