"""How Sphinx makes a site of these pages and of those beside this folder; `make docs` runs it, with warnings as errors."""

from __future__ import annotations

import judge

project = "judge"
version = release = judge.__version__
extensions = ["myst_parser", "sphinx_click"]

# The source folder is the repository, so that a link leads to the same page here and on a code host.
root_doc = "docs/index"
include_patterns = ["docs/**", "ARCHITECTURE.md", "CHANGELOG.md", "benchmarks/README.md"]
exclude_patterns = [".*", "build"]
html_extra_path = ["_root"]  # the site's own index.html

myst_heading_anchors = 3
smartquotes = False  # two hyphens begin an option here
html_theme = "furo"
html_title = "judge"
html_show_sphinx = False
html_show_copyright = False
