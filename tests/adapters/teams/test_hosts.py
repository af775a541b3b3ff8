"""Which service hosts the bot sends its token to."""

import pytest

from adapters.teams.hosts import ServiceHosts


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/amer/",
        "https://smba.trafficmanager.net/emea/22222222-bbbb/",
        "https://SMBA.trafficmanager.net:443",
        "https://europe.botframework.com/",
        "https://canary.teams.microsoft.com/x",
        "https://smba.infra.gcc.teams.microsoft.us/",
    ],
)
def test_microsofts_hosts_are_allowed(url: str) -> None:
    assert ServiceHosts().allows(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://smba.trafficmanager.net/amer/",
        "https://smba.trafficmanager.net:8443/",
        "https://other.trafficmanager.net/",
        "https://smba.trafficmanager.net.example.org/",
        "https://smba.trafficmanager.net@example.org/",
        "https://user:pass@smba.trafficmanager.net/",
        "https://example.org/smba.trafficmanager.net",
        "https://example.org#.botframework.com",
        "https://example.org?.botframework.com",
        "https://example.org\\.botframework.com",
        "https://example.org\t.botframework.com",
        "https://example.org%2f.botframework.com",
        "https://evilbotframework.com/",
        "https://botframework.com/",
        "https://.botframework.com/",
        "https://a..botframework.com/",
        "https://x.botframework.com./",
        "https://x.bоtframework.com/",
        "https://smba.trafficmanager.net/../../x",
        "//smba.trafficmanager.net/",
        "javascript://smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:99999/",
        "https://[::1/",
        " https://smba.trafficmanager.net/",
    ],
)
def test_everything_else_is_not(url: str) -> None:
    assert not ServiceHosts(["127.0.0.1:3979"]).allows(url)


def test_extra_hosts_may_use_plain_http_on_their_port() -> None:
    hosts = ServiceHosts(["127.0.0.1:3979", " Test.Example.org ", "[::1]:80", ""])
    assert hosts.allows("http://127.0.0.1:3979/v3")
    assert hosts.allows("https://127.0.0.1:3979")
    assert hosts.allows("http://test.example.org:5000/")
    assert hosts.allows("http://[::1]/")
    assert not hosts.allows("http://127.0.0.1:3980/")
    assert not hosts.allows("http://127.0.0.1/")
    assert not hosts.allows("ftp://test.example.org/")


@pytest.mark.parametrize("entry", ["https://a.example.org", "a.example.org/x", "a b", "u@h", "h:x"])
def test_entries_that_are_no_hosts_are_refused(entry: str) -> None:
    with pytest.raises(ValueError, match="not a host"):
        ServiceHosts([entry])
