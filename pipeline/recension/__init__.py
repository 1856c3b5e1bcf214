"""recension: the author's text back from the raw extraction of a publisher's PDF."""
