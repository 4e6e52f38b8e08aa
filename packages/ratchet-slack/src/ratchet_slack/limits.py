"""What Slack takes at most, in one place; whatever is sent is made to fit by `fit` and the modules that lay it out.

From Slack's reference of Block Kit, of `chat.postMessage` and of `views.open` (docs.slack.dev) unless said otherwise.
Where that counts characters we count units of UTF-16 with `&`, `<` and `>` escaped, the strictest way to count them.
"""

from typing import Final

TEXT: Final = 40_000
"""Of a message's `text`: what is longer is truncated. We never come near it, see `TEXT_BYTES`."""

TEXT_BYTES: Final = 4_000
"""Of the `text` of `chat.update`, as bytes, escaped: what is longer is refused as `msg_too_long` (seen by others)."""

BLOCKS_BYTES: Final = 12_000
"""Of all blocks of a message. Not documented: `msg_blocks_too_long` came at 13,172 to 13,297 characters, and at 11,341
of bare text (slackapi/bolt-js issues 2509 and 2867), so the JSON is counted, in bytes."""

VIEW_BYTES: Final = 250_000
"""Of a view as JSON: what is longer is refused as `view_too_large`."""

BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100
SECTION: Final = 3_000
FIELDS: Final = 10
FIELD: Final = 2_000
HEADER: Final = 150
CONTEXT_ELEMENTS: Final = 10
ACTIONS: Final = 25
TEXT_OBJECT: Final = 3_000
BUTTON: Final = 75
VALUE: Final = 2_000
URL: Final = 3_000
ACTION_ID: Final = 255
BLOCK_ID: Final = 255
CALLBACK_ID: Final = 255
EXTERNAL_ID: Final = 255
METADATA: Final = 3_000
TITLE: Final = 24
LABEL: Final = 2_000
PLACEHOLDER: Final = 150
INITIAL: Final = 3_000
OPTION: Final = 75
OPTION_VALUE: Final = 150
OPTIONS: Final = 100
OPTION_GROUPS: Final = 100
GROUP_LABEL: Final = 75
CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30

CONNECTIONS: Final = 10
"""Of Socket Mode, for an app."""
