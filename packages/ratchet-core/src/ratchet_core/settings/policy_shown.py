"""Shows a policy as it holds: each value with what it is for, its unit and bounds, and where it comes from."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from ratchet_core.domain.directory import Directory
from ratchet_core.domain.hours import WEEKDAYS
from ratchet_core.domain.policy import ChannelPolicy, Policy
from ratchet_core.settings.policy_file import (
    FIGURE_NOTES,
    FIGURES,
    FLAGS,
    VERSION,
    bounds_of,
    hours_values,
    place_values,
    plain_values,
)
from ratchet_core.settings.toml_lines import in_key, lines_of

Origins: TypeAlias = Callable[[tuple[str, ...]], str]
"""Says of a key, by the tables that lead to it, where its value comes from."""

DEFAULT: Final = "default"
_MODES: Final = "off, shadow or live"
_PLACE_BOUNDS: Final[Mapping[str, str]] = {
    "purpose": "alerts, help, notifications or talk",
    "service": "a service's name",
    "team": "a team's name",
    "digest_of": "channel or team",
}


def origins_in_file(text: str, name: str) -> Origins:
    """Return what says on which line of a file a value stands; `text` is a policy that was read."""
    lines = {tuple(map(str, path)): line for path, line in lines_of(text).items()}

    def origin(path: tuple[str, ...]) -> str:
        line = lines.get(path)
        if line is None and path[0] == "teams":
            return "as for everybody"
        if line is None and len(path) > 1 and path[0] == "channels":
            line = lines.get(("default", path[-1]))
            return f"as in [default], line {line} of {name}" if line is not None else "as in [default]"
        return DEFAULT if line is None else f"line {line} of {name}"

    return origin


def origins_in_policy(policy: Policy, given: str) -> Origins:
    """Return what says of a policy whose file is not at hand which values are as by default; others are `given`."""
    plain, default = plain_values(Policy()), place_values(Policy().default)
    now, place = plain_values(policy), place_values(policy.default)

    def origin(path: tuple[str, ...]) -> str:
        key = path[-1]
        known = plain.get(key) == now.get(key) if len(path) == 1 else default.get(key) == place.get(key)
        return DEFAULT if known and path[0] not in {"channels", "teams"} else given

    return origin


def shown_policy(policy: Policy, origin: Origins, notes: Mapping[str, str], directory: Directory | None = None) -> str:
    """Return a policy as TOML that can be read again, with what is known of each value behind it.

    `notes` says by channel why its entry is as it is. What people set up in Slack is taken from the directory.
    """
    said = _in_slack(directory) if directory is not None else {}
    lines = ["# The policy that holds. Behind each value: its bounds, and where it comes from.", f"version = {VERSION}"]
    for name, value in plain_values(policy).items():
        lines += ["", f"# {FIGURE_NOTES[name]}", f"{name} = {value}  # {_bounds(name)}; {origin((name,))}"]
    if policy.time_zone is None:
        lines += ["", f"# {FIGURE_NOTES['time_zone']}", '# time_zone = "Europe/Berlin"  # not named']
    lines += ["", "# What holds in every channel that has no table of its own.", "[default]"]
    lines += _place(policy.default, lambda key: origin(("default", key)))
    for name in sorted({*policy.channels, *said}):
        lines += ["", *_channel(name, policy, origin, notes, said.get(name))]
    for name, hours in sorted(policy.teams.items()):
        lines += ["", f"[teams.{in_key(name)}]"]
        lines += [f"{key} = {value}  # {origin(('teams', name, key))}" for key, value in hours_values(hours).items()]
    return "\n".join(lines) + "\n"


_Told: TypeAlias = tuple[ChannelPolicy, str]


def _in_slack(directory: Directory) -> dict[str, _Told]:
    """Return what people set up, by the channel's name, with who said so and when."""
    found: dict[str, _Told] = {}
    for one in directory.settings.values():
        who, when = directory.name_of(one.person), directory.policy.dated(one.at)
        found[directory.name_of(one.channel)] = one.place, f"set up in Slack by {who} on {when}"
    return found


def _channel(name: str, policy: Policy, origin: Origins, notes: Mapping[str, str], told: _Told | None) -> Iterator[str]:
    if told is not None:
        place, by = told
        yield f"# {by}" + ("; the policy's own table for this channel does not hold" if name in policy.channels else "")
        yield f"[channels.{in_key(name)}]"
        yield from _place(place, lambda _: by)
        return
    if name in notes:
        yield f"# inferred: {notes[name]}"
    yield f"[channels.{in_key(name)}]"
    yield from _place(
        policy.channels[name], lambda key: "inferred" if name in notes else origin(("channels", name, key))
    )


def _place(place: ChannelPolicy, origin: Callable[[str], str]) -> Iterator[str]:
    for key, value in place_values(place).items():
        bounds = _PLACE_BOUNDS.get(key) or (_range(key) if key == "posts_per_minute" else _MODES)
        yield f"{key} = {value}  # {bounds}; {origin(key)}"


def _bounds(name: str) -> str:
    if name in FIGURES:
        return _range(name)
    if name in FLAGS:
        return "true or false"
    return {
        "admins": "ids of people",
        "time_zone": "an IANA name",
        "working_days": ", ".join(WEEKDAYS),
        "digest_day": ", ".join(WEEKDAYS),
    }[name]


_UNITS: Final = {
    "seconds": "seconds",
    "minutes": "minutes",
    "hours": "hours",
    "days": "days",
    "hour": "hour of the day",
}


def _range(name: str) -> str:
    least, most = bounds_of(name)
    unit = "cents of a dollar" if "_cents_" in name else _UNITS.get(name.rpartition("_")[2], "")
    return f"{least} to {most} {unit}".rstrip()
