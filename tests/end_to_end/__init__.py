"""Home Assistant and the simulator as two processes that talk over real sockets."""
