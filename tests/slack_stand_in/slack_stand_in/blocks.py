"""What Slack refuses in blocks and views, from its reference of Block Kit (docs.slack.dev/reference/block-kit).

This is the other side of `ratchet_slack.limits`, written on its own, so that a mistake there is noticed here. Each
complaint names the place, as Slack's `response_metadata.messages` do.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

Complaints = Iterator[str]
Check = Callable[[Any, str], Complaints]

IN_A_MESSAGE: Final = frozenset(
    {"actions", "context", "divider", "header", "image", "markdown", "rich_text", "section", "table", "video"}
)
IN_A_VIEW: Final = (IN_A_MESSAGE - {"markdown", "table"}) | {"input"}
_ID: Final = re.compile(r"[A-Z][A-Z0-9]{1,20}")
_STYLES: Final = frozenset({"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"})


def units(text: str) -> int:
    """Return the length of a text as JavaScript counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def complaints_of_message(blocks: object) -> list[str]:
    """Return what is wrong with the blocks of a message."""
    if not isinstance(blocks, list):
        return ["blocks must be an array"]
    wrong = list(_blocks(blocks, 50, IN_A_MESSAGE))
    written = json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))
    if len(written) > 13_172:
        wrong.append("too much in all blocks together [msg_blocks_too_long]")
    return wrong


def complaints_of_view(view: object) -> list[str]:
    """Return what is wrong with a view."""
    if not isinstance(view, dict):
        return ["view must be an object"]
    return list(_view(view))


def _view(view: Mapping[str, Any]) -> Complaints:
    kind, blocks = view.get("type"), view.get("blocks")
    if kind not in {"modal", "home"}:
        yield f"unsupported type of view: {kind!r} [/type]"
    if not isinstance(blocks, list):
        yield "blocks must be an array [/blocks]"
        return
    yield from _blocks(blocks, 100, IN_A_VIEW)
    yield from _text_of(view, "private_metadata", 3_000, "")
    yield from _text_of(view, "callback_id", 255, "")
    yield from _text_of(view, "external_id", 255, "")
    allowed = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
    if kind == "modal":
        allowed |= {"title", "close", "submit", "clear_on_close", "notify_on_close", "submit_disabled"}
        yield from _plain(view.get("title"), 24, "/title")
        for name in ("close", "submit"):
            if name in view:
                yield from _plain(view[name], 24, f"/{name}")
        if any(one.get("type") == "input" for one in blocks if isinstance(one, dict)) and "submit" not in view:
            yield "a modal with inputs must have a submit [/submit]"
    yield from _nothing_else(view, allowed, "")
    if len(json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")) > 250_000:
        yield "view is too large [view_too_large]"


def _blocks(blocks: Sequence[Any], most: int, known: frozenset[str]) -> Complaints:
    if len(blocks) > most:
        yield f"no more than {most} items allowed [/blocks]"
    names = [one["block_id"] for one in blocks if isinstance(one, dict) and "block_id" in one]
    if len(names) != len(set(names)):
        yield "block_id already exists [/blocks]"
    actions = [one for block in blocks if isinstance(block, dict) for one in _action_ids(block)]
    if len(actions) != len(set(actions)):
        yield "action_id already exists [/blocks]"
    for number, block in enumerate(blocks):
        where = f"/blocks/{number}"
        if not isinstance(block, dict) or block.get("type") not in known:
            yield f"unsupported type: {block.get('type') if isinstance(block, dict) else block!r} [{where}]"
            continue
        yield from _text_of(block, "block_id", 255, where)
        yield from _BLOCKS[block["type"]](block, where)


def _action_ids(block: Mapping[str, Any]) -> Iterator[str]:
    """Return the ids that must differ in a message: those of one block's elements."""
    if block.get("type") == "actions" and isinstance(block.get("elements"), list):
        yield from (one["action_id"] for one in block["elements"] if isinstance(one, dict) and "action_id" in one)


def _section(block: Mapping[str, Any], where: str) -> Complaints:
    yield from _nothing_else(block, {"type", "block_id", "text", "fields", "accessory", "expand"}, where)
    if "text" not in block and "fields" not in block:
        yield f"must have text or fields [{where}]"
    if "text" in block:
        yield from _text_object(block["text"], 3_000, f"{where}/text")
    if "fields" in block:
        yield from _list(block["fields"], 1, 10, lambda one, at: _text_object(one, 2_000, at), f"{where}/fields")


def _header(block: Mapping[str, Any], where: str) -> Complaints:
    yield from _nothing_else(block, {"type", "block_id", "text", "level"}, where)
    yield from _plain(block.get("text"), 150, f"{where}/text")


def _context(block: Mapping[str, Any], where: str) -> Complaints:
    yield from _nothing_else(block, {"type", "block_id", "elements"}, where)
    yield from _list(block.get("elements"), 1, 10, lambda one, at: _text_object(one, 3_000, at), f"{where}/elements")


def _actions(block: Mapping[str, Any], where: str) -> Complaints:
    yield from _nothing_else(block, {"type", "block_id", "elements"}, where)
    yield from _list(block.get("elements"), 1, 25, _interactive, f"{where}/elements")


def _input(block: Mapping[str, Any], where: str) -> Complaints:
    yield from _nothing_else(
        block, {"type", "block_id", "label", "element", "hint", "optional", "dispatch_action"}, where
    )
    yield from _plain(block.get("label"), 2_000, f"{where}/label")
    if "hint" in block:
        yield from _plain(block["hint"], 2_000, f"{where}/hint")
    yield from _interactive(block.get("element"), f"{where}/element")


def _rich_text(block: Mapping[str, Any], where: str) -> Complaints:
    yield from _nothing_else(block, {"type", "block_id", "elements"}, where)
    yield from _list(block.get("elements"), 1, 1_000, _rich_section, f"{where}/elements")


def _rich_section(section: object, where: str) -> Complaints:
    known = {"rich_text_section", "rich_text_preformatted", "rich_text_quote", "rich_text_list"}
    if not isinstance(section, dict) or section.get("type") not in known:
        yield f"unsupported element [{where}]"
        return
    inner: Check = _rich_section if section["type"] == "rich_text_list" else _rich_element
    yield from _list(section.get("elements"), 1, 10_000, inner, f"{where}/elements")


def _rich_element(element: object, where: str) -> Complaints:
    if not isinstance(element, dict):
        yield f"must be an object [{where}]"
        return
    match element.get("type"):
        case "text":
            yield from _nothing_else(element, {"type", "text", "style"}, where)
            yield from _string(element.get("text"), 1, 40_000, f"{where}/text")
        case "link":
            yield from _nothing_else(element, {"type", "text", "url", "style", "unsafe"}, where)
            yield from _url(element.get("url"), f"{where}/url")
            yield from _string(element.get("text", "x"), 1, 40_000, f"{where}/text")
        case "user":
            yield from _id(element.get("user_id"), f"{where}/user_id")
        case "channel":
            yield from _id(element.get("channel_id"), f"{where}/channel_id")
        case "usergroup":
            yield from _id(element.get("usergroup_id"), f"{where}/usergroup_id")
        case "emoji" | "broadcast" | "date" | "color":
            pass
        case other:
            yield f"unsupported type: {other!r} [{where}]"
    style = element.get("style", {})
    if not isinstance(style, dict) or not set(style) <= _STYLES:
        yield f"unsupported style [{where}/style]"


def _interactive(element: object, where: str) -> Complaints:
    if not isinstance(element, dict):
        yield f"must be an object [{where}]"
        return
    yield from _text_of(element, "action_id", 255, where)
    if "placeholder" in element:
        yield from _plain(element["placeholder"], 150, f"{where}/placeholder")
    if "confirm" in element:
        yield from _confirm(element["confirm"], f"{where}/confirm")
    match element.get("type"):
        case "button":
            yield from _button(element, where)
        case "plain_text_input":
            yield from _text_of(element, "initial_value", 3_000, where)
        case "static_select":
            yield from _select(element, where)
        case "users_select":
            yield from _id(element.get("initial_user", "U1"), f"{where}/initial_user")
        case "conversations_select":
            yield from _id(element.get("initial_conversation", "C1"), f"{where}/initial_conversation")
        case other:
            yield f"unsupported type: {other!r} [{where}]"


def _button(button: Mapping[str, Any], where: str) -> Complaints:
    allowed = {"type", "action_id", "text", "value", "url", "style", "confirm", "accessibility_label"}
    yield from _nothing_else(button, allowed, where)
    yield from _plain(button.get("text"), 75, f"{where}/text")
    yield from _text_of(button, "value", 2_000, where)
    if button.get("style", "primary") not in {"primary", "danger"}:
        yield f"unsupported style [{where}/style]"


def _select(select: Mapping[str, Any], where: str) -> Complaints:
    if ("options" in select) == ("option_groups" in select):
        yield f"must have either options or option_groups [{where}]"
        return
    if "options" in select:
        yield from _list(select["options"], 1, 100, _option, f"{where}/options")
        options = select["options"]
    else:
        yield from _list(select["option_groups"], 1, 100, _group, f"{where}/option_groups")
        options = [one for group in select["option_groups"] for one in group["options"]]
    if "initial_option" in select and select["initial_option"] not in options:
        yield f"initial_option must be one of the options [{where}/initial_option]"


def _group(group: Mapping[str, Any], where: str) -> Complaints:
    yield from _plain(group.get("label"), 75, f"{where}/label")
    yield from _list(group.get("options"), 1, 100, _option, f"{where}/options")


def _option(option: Mapping[str, Any], where: str) -> Complaints:
    yield from _text_object(option.get("text"), 75, f"{where}/text")
    yield from _string(option.get("value"), 1, 150, f"{where}/value")


def _confirm(confirm: Mapping[str, Any], where: str) -> Complaints:
    yield from _plain(confirm.get("title"), 100, f"{where}/title")
    yield from _text_object(confirm.get("text"), 300, f"{where}/text")
    yield from _plain(confirm.get("confirm"), 30, f"{where}/confirm")
    yield from _plain(confirm.get("deny"), 30, f"{where}/deny")


def _plain(value: object, most: int, where: str) -> Complaints:
    if isinstance(value, dict) and value.get("type") != "plain_text":
        yield f"must be plain_text [{where}]"
    yield from _text_object(value, most, where)


def _text_object(value: object, most: int, where: str) -> Complaints:
    if not isinstance(value, dict) or value.get("type") not in {"plain_text", "mrkdwn"}:
        yield f"must be a text object [{where}]"
        return
    allowed = {"type", "text", "emoji"} if value["type"] == "plain_text" else {"type", "text", "verbatim"}
    yield from _nothing_else(value, allowed, where)
    yield from _string(value.get("text"), 1, most, f"{where}/text")


def _text_of(owner: Mapping[str, Any], name: str, most: int, where: str) -> Complaints:
    if name in owner:
        yield from _string(owner[name], 1, most, f"{where}/{name}")


def _string(value: object, least: int, most: int, where: str) -> Complaints:
    if not isinstance(value, str):
        yield f"must be a string [{where}]"
    elif units(value) < least:
        yield f"must be more than {least - 1} characters [{where}]"
    elif units(value) > most:
        yield f"must be less than {most + 1} characters [{where}]"


def _url(value: object, where: str) -> Complaints:
    yield from _string(value, 1, 3_000, where)
    if not isinstance(value, str) or not value.startswith(("https://", "http://")):
        yield f"must be an address [{where}]"


def _id(value: object, where: str) -> Complaints:
    if not isinstance(value, str) or _ID.fullmatch(value) is None:
        yield f"must be an id [{where}]"


def _list(value: object, least: int, most: int, check: Check, where: str) -> Complaints:
    if not isinstance(value, list):
        yield f"must be an array [{where}]"
        return
    if not least <= len(value) <= most:
        yield f"must have {least} to {most} items [{where}]"
    for number, one in enumerate(value):
        yield from check(one, f"{where}/{number}")


def _nothing_else(value: Mapping[str, Any], allowed: set[str], where: str) -> Complaints:
    more = sorted(set(value) - allowed)
    if more:
        yield f"no such fields: {', '.join(more)} [{where}]"


def _anything(_block: Mapping[str, Any], _where: str) -> Complaints:
    yield from ()


_BLOCKS: Final[Mapping[str, Check]] = {
    "actions": _actions,
    "context": _context,
    "divider": _anything,
    "header": _header,
    "image": _anything,
    "input": _input,
    "markdown": _anything,
    "rich_text": _rich_text,
    "section": _section,
    "table": _anything,
    "video": _anything,
}
