"""Reports of `judge bench`: text, JSON and one HTML page."""
