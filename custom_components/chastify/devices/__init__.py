"""Connected devices: what may run on hardware, and the stops of it."""
