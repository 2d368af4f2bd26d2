"""Commands: what each takes and sends, and the one place that sends."""
