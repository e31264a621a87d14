"""Auto-graded coding challenges."""
