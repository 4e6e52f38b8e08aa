"""What ratchet does, one behaviour a module; each is a pure function from a snapshot and an event to a decision.

`modes`, `ownership` and `wording` are what the behaviours share: whether they may, who may, and in what words.
"""
