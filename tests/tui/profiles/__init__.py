"""Other services, and the first steps with one."""
