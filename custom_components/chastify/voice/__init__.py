"""Spoken sentences: what is said, what it means, and what is answered."""
