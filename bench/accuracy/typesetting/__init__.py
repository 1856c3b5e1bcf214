"""Typesetters of our own writing: each tells an engine that is not ours how to set a text in a style."""
