"""The freight engine: pure functions of lines and terms."""
