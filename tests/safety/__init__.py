"""The safety search: every state that a followed plan can get into, looked at with the real engine.

``graph`` walks, ``person`` writes the journal, ``rules`` judge each day; ``gates``, ``levels`` and ``answers`` are
searches of their own for what does not hang on the days. ``python -m safety`` runs all of it (``make safety``).
"""
