"""Slack's limits, in characters where nothing else is said.

Source: Slack's Block Kit reference. ``MESSAGE_SIZE`` is not documented: Slack refuses a message
somewhere above 13,200 characters of blocks, and counts more than their texts, so the blocks' JSON
is measured and kept below that.
"""

from typing import Final

MESSAGE_BLOCKS: Final = 50
MESSAGE_SIZE: Final = 12_000
MESSAGE_TEXT: Final = 3_000
MODAL_BLOCKS: Final = 100
MODAL_TITLE: Final = 24
PRIVATE_METADATA: Final = 3_000
HEADER_TEXT: Final = 150
SECTION_TEXT: Final = 3_000
FIELD_TEXT: Final = 2_000
FIELDS: Final = 10
CONTEXT_TEXT: Final = 2_000
ELEMENTS: Final = 25
BUTTON_TEXT: Final = 75
BUTTON_VALUE: Final = 2_000
OPTION_TEXT: Final = 75
OPTION_VALUE: Final = 150
OPTIONS: Final = 100
OPTION_GROUPS: Final = 100
PLACEHOLDER: Final = 150
INPUT_LABEL: Final = 2_000
INPUT_TEXT: Final = 3_000
IDENTIFIER: Final = 255
