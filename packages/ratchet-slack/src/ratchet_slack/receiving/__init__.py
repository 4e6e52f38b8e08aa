"""How a live Slack tells ratchet what happened: payloads become events."""
