"""Whether the profiles agree with the bank's files: figures worked out again by a path of their own.

The graph, its engine, the traversals and the sections have no part in it: SQL reads the rows that the files gave,
and plain Python counts them one by one, as decisions say they are counted (`recount.py`).
"""
