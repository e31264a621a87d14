"""Judge many submissions: a pool of warm graders, a stream of results."""
