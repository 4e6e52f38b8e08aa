"""What lists, pages and reports show, computed by pure functions over the rows that a `Reader` gives.

One module a noun. Nothing here is laid out or worded: that is for whoever shows it.
"""
