"""Chaos: real workers are killed, cut off and misled at every point that has a name; receivers count the copies.

`python -m tests.chaos` runs all of it; a short version is a test. It proves nothing about the network beyond
loopback, nor about a database that loses what it has acknowledged.
"""
