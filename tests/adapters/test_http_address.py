from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.http_address import checked_base_url, redirect_target, segment
from memtui.core.display import is_plain
from memtui.core.errors import UsageError
from tests.adapters.http_service import KEY

LONG = "a" * 64


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://api.mem0.ai", "https://api.mem0.ai"),
        ("https://api.mem0.ai/", "https://api.mem0.ai"),
        (" http://127.0.0.1:8765/prefix/v/ ", "http://127.0.0.1:8765/prefix/v"),
        ("http://[::1]:80", "http://[::1]:80"),
        ("http://localhost", "http://localhost"),
        (f"http://{LONG[1:]}.example.", f"http://{LONG[1:]}.example."),
        ("http://[::ffff:127.0.0.1]", "http://[::ffff:127.0.0.1]"),
    ],
)
def test_addresses(text: str, address: str) -> None:
    assert checked_base_url(text) == address


@pytest.mark.parametrize(
    "text",
    ["", "api.mem0.ai", "ftp://x", "http://", "https:///v1", "http://x:0", "http://x:99999", "http://x:y",
     "file:///etc/passwd", "http://[::1", "http://a b/", "http://x/\x07", "http://\udc80",
     f"http://{LONG}.example", "http://a..b", "http://.a"],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked_base_url(text)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "text", [f"http://u:{KEY}@x", f"https://{KEY}@x/", f"http://x?k={KEY}", f"http://x#{KEY}"]
)
def test_an_address_with_a_secret_in_it_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked_base_url(text)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("a/b c", "a%2Fb%20c"),
        ("ü", "%C3%BC"),
        ("..", "%2E%2E"),
        (".", "%2E"),
        ("a.b", "a.b"),
        ("?#%", "%3F%23%25"),
    ],
)
def test_segments(text: str, quoted: str) -> None:
    assert segment(text) == quoted
    assert httpx.URL(f"http://x/v1/{segment(text)}/").raw_path == f"/v1/{quoted}/".encode()


@pytest.mark.parametrize(
    ("location", "target", "hint"),
    [
        ("https://h/p/v1/x/", "https://h/p/v1/x/", "begins with https://"),
        ("https://h:8443/", "https://h:8443/", "begins with https://"),
        ("/login?next=/v1/", "http://h/login", "right path"),
        ("v1/x", "http://h/p/v1/x", "right path"),
        ("//other/x", "http://other/x", "Nothing was sent there"),
        ("https://user:secret@other/x?key=secret#secret", "https://other/x", "Nothing was sent there"),
        ("https://h@evil.example/", "https://evil.example/", "Nothing was sent there"),
        ("https://h.evil.example/", "https://h.evil.example/", "Nothing was sent there"),
        ("javascript:alert(1)", "javascript:alert(1)", "Nothing was sent there"),
        ("http://[::1", "something that is no address", "Mem0 service"),
        ("/\x9b31m\u202e", "http://h/<9B>31m<U+202E>", "right path"),
    ],
)
def test_where_a_redirect_leads(location: str, target: str, hint: str) -> None:
    shown, said = redirect_target("http://h/p", location)
    assert shown == target
    assert hint in said


@given(st.text())
def test_any_redirect_can_be_told(location: str) -> None:
    shown, hint = redirect_target("http://127.0.0.1:1", location)
    assert is_plain(shown) and hint
