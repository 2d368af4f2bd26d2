"""The lock: the meaning of the service's answers, without config entries and without I/O."""
