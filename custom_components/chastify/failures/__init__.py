"""What a person is told: errors as Home Assistant raises and shows them, and texts in our languages."""
