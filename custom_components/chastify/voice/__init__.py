"""Spoken sentences: their recognition, their meanings and their answers."""
