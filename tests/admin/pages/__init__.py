"""The daily pages over HTTP."""
