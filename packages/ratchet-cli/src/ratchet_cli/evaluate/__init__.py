"""`ratchet evaluate`: asks questions of the past again, and compares what is answered with what people answered."""
