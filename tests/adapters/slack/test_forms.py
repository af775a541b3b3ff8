"""Modals: what goes out, and what comes back."""

import json

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.slack.forms import FormState, filled_in, render_form
from adapters.slack.inbound import submission
from adapters.slack.origin import Origin
from routing.card import Action, Choice, Input
from tests.adapters.slack.cards import FORM
from tests.fakes import slack_payloads as payloads
from tests.fakes.slack_blocks import view_faults

ORIGIN = Origin(
    team="T1",
    user="U1",
    channel="C1",
    thread="1.1",
    message="1.2",
    response_url="https://hooks.slack.com/x",
)
RESOLVE = Action(
    "resolve",
    "Resolve with a note for everybody",
    "IOM-7",
    inputs=(
        Input("note", "What was done?", "lines", required=True),
        Input(
            "post", "Who goes on?", "choice", (Choice("RMM", "rmm"), Choice("DOE", "doe")), "doe"
        ),
    ),
)


def test_a_form_asks_for_the_inputs() -> None:
    view = render_form(RESOLVE, FormState("resolve", "IOM-7", ORIGIN))
    assert view_faults(view) == []
    assert view["title"]["text"] == "Resolve with a note for…"
    note, post = view["blocks"]
    assert (note["optional"], note["element"]["multiline"]) == (False, True)
    assert (post["optional"], post["element"]["initial_option"]["value"]) == (True, "doe")


def test_what_was_filled_in_comes_back_with_the_place_that_asked() -> None:
    view = render_form(RESOLVE, FormState("resolve", "IOM-7", ORIGIN))
    body = payloads.submitted(view, {"note": "Tents & water\nsent", "post": "rmm"})
    sent = submission(json.loads(_payload(body)), "delivery")
    assert sent is not None
    assert sent.request.call is not None
    assert (sent.request.call.verb, sent.request.call.value) == ("resolve", "IOM-7")
    assert sent.request.call.inputs == {"note": "Tents & water\nsent", "post": "rmm"}
    assert sent.request.conversation == "slack:T1:C1:1.1:U1"
    assert sent.origin.response_url == "https://hooks.slack.com/x"


def test_an_empty_input_is_left_out() -> None:
    view = render_form(RESOLVE, FormState("resolve", "IOM-7", ORIGIN))
    body = json.loads(_payload(payloads.submitted(view, {"note": "done"})))
    assert filled_in(body["view"]) == {"note": "done"}


def test_a_long_value_leaves_the_response_url_behind() -> None:
    state = FormState("resolve", "x" * 2_950, ORIGIN)
    assert view_faults(render_form(RESOLVE, state)) == []
    back = FormState.decode(state.encode(), Origin(team="T1", user="U1"))
    assert back is not None
    assert (back.value, back.origin.response_url) == ("x" * 2_950, "")


def test_a_value_beyond_all_limits_makes_no_form() -> None:
    with pytest.raises(ValueError, match="too long for a form"):
        render_form(RESOLVE, FormState("resolve", "x" * 3_001, ORIGIN))


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "[1,2,3,4,5,6,7]", '"x"', "[" * 5])
def test_a_foreign_form_is_no_state_of_ours(text: str) -> None:
    assert FormState.decode(text, ORIGIN) is None


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(FORM)
def test_slack_takes_whatever_an_action_asks_for(action: Action) -> None:
    state = FormState(action.verb, "IOM-7", ORIGIN)
    view = render_form(action, state)
    assert view_faults(view) == []
    assert FormState.decode(view["private_metadata"], ORIGIN) == state


def _payload(body: bytes) -> str:
    from urllib.parse import parse_qs

    return parse_qs(body.decode())["payload"][0]
