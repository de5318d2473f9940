"""The typed API client and storectl, the command line for it."""
