"""Runs the notebook argv[1] with nbclient on the kernel argv[2], and prints it as JSON."""

import sys

import nbclient
import nbformat

notebook = nbformat.read(sys.argv[1], as_version=4)
client = nbclient.NotebookClient(
    notebook, kernel_name=sys.argv[2], timeout=60, allow_errors="--allow-errors" in sys.argv
)
client.execute()
print(nbformat.writes(notebook))
