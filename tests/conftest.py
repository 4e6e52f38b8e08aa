"""What holds for every test."""

from hypothesis import Phase, settings

settings.register_profile("ratchet", phases=[phase for phase in Phase if phase is not Phase.explain])
settings.load_profile("ratchet")  # explaining traces every line, and Python 3.11 has crashed under that
