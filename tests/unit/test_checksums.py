import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.checksums import read_sums, sha256, write_pointer, write_sums

DIGESTS = st.dictionaries(
    st.from_regex(r"[a-z][a-z0-9_.-]{0,12}", fullmatch=True), st.binary(max_size=4).map(sha256), min_size=1, max_size=5
)


@given(digests=DIGESTS)
def test_checksums_are_read_as_they_were_written(digests: dict[str, str]) -> None:
    assert read_sums(write_sums(digests)) == digests


@given(digests=DIGESTS, data=st.data())
def test_no_other_byte_says_the_same(digests: dict[str, str], data: st.DataObject) -> None:
    content = bytearray(write_sums(digests))
    place, byte = data.draw(st.integers(0, len(content) - 1)), data.draw(st.integers(0, 255))
    changed = byte != content[place]
    content[place] = byte

    try:
        same = read_sums(bytes(content)) == digests
    except ValueError:
        same = False

    assert same is not changed


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        f"{'0' * 64}  a".encode(),
        f"{'0' * 64}  a\n\n".encode(),
        f"{'0' * 64}  ../a\n".encode(),
        f"{'0' * 64}  b\n{'0' * 64}  a\n".encode(),
        f"{'0' * 64}  a\n{'0' * 64}  a\n".encode(),
        f"{'A' * 64}  a\n".encode(),
    ],
)
def test_what_sha256sum_would_take_and_we_do_not_write_is_refused(content: bytes) -> None:
    if content:
        with pytest.raises(ValueError, match="one line of digest and name"):
            read_sums(content)
    else:
        assert read_sums(content) == {}


def test_the_pointer_names_the_version_and_its_checksums() -> None:
    assert write_pointer("1.2.0", b"") == f'{{\n  "version": "1.2.0",\n  "sha256": "{sha256(b"")}"\n}}\n'.encode()
