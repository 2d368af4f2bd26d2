"""Code shared by triggers and conditions."""
