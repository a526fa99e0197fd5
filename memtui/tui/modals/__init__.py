"""Questions and help that lie over a screen."""
