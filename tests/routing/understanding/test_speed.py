import time
from collections.abc import Callable

import pytest

from routing.understanding import Lexicon, understand

LONG = 100_000
AT_MOST_MS = 20.0


def quickest_ms(call: Callable[[], object], times: int = 5) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return min(taken) * 1_000


@pytest.mark.parametrize(
    "unit",
    ["shelter in Kenya ", "a", "<", "&gt; x\n", "é́", "word\n", ":x", "U.S.", "<a", "zzzz ", "> "],
)
def test_a_very_long_text_is_read_quickly(lexicon: Lexicon, unit: str) -> None:
    text = unit * (LONG // len(unit))
    assert quickest_ms(lambda: understand(text, lexicon)) <= AT_MOST_MS


def test_an_ordinary_message_is_read_quickly(lexicon: Lexicon) -> None:
    text = "hi, we need tarps and rope for 2,000 families in Mozambiqe, who can help?"
    assert quickest_ms(lambda: understand(text, lexicon), 20) <= 2.0
