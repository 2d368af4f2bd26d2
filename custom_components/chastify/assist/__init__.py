"""What any assistant may know and send."""
