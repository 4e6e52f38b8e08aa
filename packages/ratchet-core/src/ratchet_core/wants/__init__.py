"""What a behaviour can ask to know.

`table.py` lists all of it: each piece has a name, the keys under which it is found, and a bound (`limits.py`). How the
keys follow from an event stands in the module of its subject.
"""
