"""Payloads that nobody sends, for Hypothesis: Slack's own words in the wrong places."""

from hypothesis import strategies as st

_FIELDS = st.sampled_from(
    [
        *("type", "command", "event", "view", "actions", "user", "team", "channel", "message"),
        *("container", "authorizations", "text", "user_id", "team_id", "enterprise", "state"),
        *("private_metadata", "trigger_id", "callback_id", "action_id", "value", "subtype"),
        *("function_execution_id", "workflow_step", "item", "assistant_thread", "response_urls"),
        *("is_ext_shared_channel", "bot_id", "thread_ts", "channel_type", "function_data"),
    ]
)
_WORDS = st.sampled_from(
    [
        *("event_callback", "block_actions", "view_submission", "message", "app_mention", "im"),
        *("function_executed", "workflow_step_execute", "workflow_step", "tokens_revoked", "modal"),
        *("U1", "T1", "D1", "E1", "x", ""),
    ]
)
_LEAVES = st.none() | st.booleans() | st.integers() | _WORDS
ANYTHING = st.recursive(
    _LEAVES,
    lambda inner: st.dictionaries(_FIELDS, inner, max_size=6) | st.lists(inner, max_size=2),
    max_leaves=20,
)


_SOMEBODY = {"user": {"id": "U1"}, "user_id": "U1", "team_id": "T1", "team": {"id": "T1"}}


def _payload(kind: str, field: str) -> st.SearchStrategy[dict[str, object]]:
    names = st.fixed_dictionaries({"type": _WORDS, "callback_id": _WORDS, "action_id": _WORDS})
    few = st.dictionaries(_FIELDS, ANYTHING, max_size=6)
    inner = few | st.builds(lambda some, more: {**more, **some}, names, few)
    made = st.fixed_dictionaries(
        {"type": st.just(kind), field: inner | st.lists(inner, max_size=1)}
    )
    return st.builds(lambda more, some: {**_SOMEBODY, **more, **some}, inner, made)


ODD = st.one_of(
    ANYTHING,
    _payload("event_callback", "event"),
    _payload("block_actions", "actions"),
    _payload("view_submission", "view"),
)
