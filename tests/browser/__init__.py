"""The card in a browser, in front of a real Home Assistant and the simulator."""
