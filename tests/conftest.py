"""Fixtures for every room; slow tests run only where they are asked for.

What these measured (``figure``) stands at the end of their run, with the seed.
"""

from collections.abc import Callable

import pytest

from tests.chaos.seed import SEED

pytest_plugins = ["tests.databases"]

Figure = Callable[[str], None]
_FIGURE = "figure"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: more of the same, for `make chaos`")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "slow" in config.option.markexpr:
        return
    left_out = [item for item in items if item.get_closest_marker("slow")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Note a line for the end of the run, from whichever process runs this test."""
    return lambda line: record_property(_FIGURE, line)


def pytest_report_header() -> str:
    return f"IOM_CHAOS_SEED={SEED}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", [])
    found = [
        (report.nodeid.rpartition("::")[2], value)
        for report in reports
        if report.when == "call"
        for name, value in report.user_properties
        if name == _FIGURE
    ]
    if found:
        terminalreporter.section("figures")
    for test, line in found:
        terminalreporter.write_line(f"{test}: {line}")
