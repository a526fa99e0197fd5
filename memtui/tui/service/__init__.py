"""The pages over what a service has beyond its memories; loaded when one is first opened."""
