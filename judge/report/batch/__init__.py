"""Reports of a whole batch, from its `results.jsonl`: a table for spreadsheets, a summary, a page for browsers."""
