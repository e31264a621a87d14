"""Reports: pure functions from a grade to text, one module per format; `feedback` decides what a reader may see."""
