"""The judge's side of a live submission: everything that reads bytes which a submission controls is in this folder."""
