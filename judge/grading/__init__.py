"""Run hidden tests against a submission and decide: pytest and Hypothesis drive, the judge observes."""
