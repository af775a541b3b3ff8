import pytest
@pytest.mark.parametrize("i", range(10))
def test_b(store,i):
    assert store.ready()
    with store.read() as r: assert r.directory_version()==0
