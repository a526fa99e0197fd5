"""Which service is shown: choosing one, connecting to a new one, and the first steps with it."""
