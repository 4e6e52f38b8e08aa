"""Makes mutants of modules, small changes that a test should notice, and tries them against the tests."""
