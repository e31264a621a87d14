"""Reports: pure functions from a grade to text, a module for each format.

`feedback` decides what a reader may see, `outline` what all formats say of it.
"""
