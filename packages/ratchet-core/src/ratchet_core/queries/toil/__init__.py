"""The toil report: where a team's hours went, as pure functions over the rows of a reader; see `report.py`."""
