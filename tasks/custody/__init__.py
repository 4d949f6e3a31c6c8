"""Who had which bytes when: a chain of events, a seal on a package, a short code for its pages.

All but `signature` is plain Python, so that whoever receives a package can check it anywhere.
"""
