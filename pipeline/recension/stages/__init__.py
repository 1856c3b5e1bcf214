"""The stages, in the one order in which they run. Each place has a reason."""
