"""What a store is and what to do next.

Pure: no I/O, no clock, no randomness, no logging. Times come in as arguments (timezone-aware UTC).
"""
