"""`judge verify`: whether a challenge can be trusted."""
