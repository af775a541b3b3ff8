"""Fixtures for every room; slow tests run only where they are asked for."""

import pytest

pytest_plugins = ["tests.databases"]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: more of the same, for `make chaos`")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "slow" in config.option.markexpr:
        return
    left_out = [item for item in items if item.get_closest_marker("slow")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
