"""Flows: the forms that config_flow.py hands out."""
