"""What the rules say: packs, profiles, word tables, lexicons."""

from recension.rulebook.profile import Profile

__all__ = ["Profile"]
