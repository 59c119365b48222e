"""Keys: private ones in files that only this node's user reads, public ones pinned, and none of them ever shown."""

import json
import os
import stat

import pytest

from redphone.log import clock
from redphone.network import keys
from redphone.network.models import PinnedKey
from redphone.wire.manifest import Manifest
from redphone.wire.seal import BadSeal, new_key, seal, unseal
from tests.log.sketch import NOW
from tests.wire.samples import manifest_words


@pytest.fixture(autouse=True)
def _own_keys(db, small_world):
    with clock.standing_at(NOW):
        yield


def secret_of(party: str, settings) -> str:
    return str(json.loads((settings.KEYS / f"{party}.json").read_text())["key"]["d"])


def test_only_the_nodes_user_reads_a_private_key(settings) -> None:
    before = os.umask(0)
    try:
        keys.make_key(party="CA")
    finally:
        os.umask(before)
    assert stat.S_IMODE((settings.KEYS / "CA.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.KEYS.stat().st_mode) == 0o700
    assert [path.name for path in settings.KEYS.iterdir()] == ["CA.json"], (
        "nothing half written lies beside it"
    )


def test_a_key_is_made_once_and_never_written_over(settings) -> None:
    keys.make_key(party="CA")
    before = secret_of("CA", settings)
    with pytest.raises(FileExistsError):
        keys.make_key(party="CA")
    assert secret_of("CA", settings) == before
    assert [path.name for path in settings.KEYS.iterdir()] == ["CA.json"]


def test_the_key_that_is_kept_signs_and_the_pinned_half_checks() -> None:
    made = keys.make_key(party="GB")
    keys.forget_keys()
    sealed = seal(Manifest.model_validate(manifest_words()), keys.key_of("GB"))
    assert unseal(sealed.raw, find_key=keys.find_key).hash == sealed.hash
    assert made.kid == "GB-node-20241121100000"


def test_what_is_pinned_is_the_public_half_alone(settings) -> None:
    keys.make_key(party="GB")
    row = PinnedKey.objects.get()
    assert set(row.public) == {"kty", "crv", "x", "kid"} or set(row.public) == {"kty", "crv", "x"}
    assert secret_of("GB", settings) not in json.dumps(row.public)
    found = keys.find_key(row.kid)
    assert found is not None
    assert not found.pair.is_private
    with pytest.raises(Exception, match="Invalid key_op"):
        seal(Manifest.model_validate(manifest_words()), found)


def test_no_key_is_ever_shown_or_logged(settings, caplog, capsys) -> None:
    made = keys.make_key(party="GB")
    secret = secret_of("GB", settings)
    shown = [
        repr(made),
        str(made),
        repr(keys.key_of("GB")),
        repr(keys._private),
        repr(PinnedKey.objects.get().__dict__),
    ]
    with pytest.raises(FileExistsError) as again:
        keys.make_key(party="GB")
    with pytest.raises(BadSeal) as wrong:
        seal(Manifest.model_validate(manifest_words(by="CA", to=["GB"])), made)
    with pytest.raises(LookupError) as missing:
        keys.key_of("IT")
    told = capsys.readouterr()
    for text in (
        *shown,
        repr(again.value),
        repr(wrong.value),
        repr(missing.value),
        caplog.text,
        told.out,
        told.err,
    ):
        assert secret not in text


def test_a_node_speaks_for_those_whose_keys_it_holds() -> None:
    assert keys.hosted_parties() == ()
    for party in ("IT", "CA", "GB"):
        keys.make_key(party=party)
        assert party in keys.hosted_parties()
    assert keys.hosted_parties() == ("CA", "GB", "IT")
    with pytest.raises(LookupError, match="no key of AU"):
        keys.key_of("AU")


def test_a_key_pinned_by_another_process_is_found_at_once() -> None:
    """Not to have found a key is never remembered: the next look may find it."""
    other = new_key(kid="IT-node-1", party="IT")
    assert keys.find_key("IT-node-1") is None
    public = other.pair.as_dict(private=False)
    PinnedKey.objects.create(kid="IT-node-1", party="IT", public=public, pinned_at=NOW)
    found = keys.find_key("IT-node-1")
    assert found is not None
    assert found.party == "IT"


def test_a_key_put_in_the_place_of_another_counts_from_then_on() -> None:
    first, second = (new_key(kid="IT-node-1", party="IT") for _ in range(2))
    sealed = seal(Manifest.model_validate(manifest_words(by="IT", to=["GB"])), second)
    keys.pin_key(first)
    with pytest.raises(BadSeal):
        unseal(sealed.raw, find_key=keys.find_key)
    keys.pin_key(second)
    assert unseal(sealed.raw, find_key=keys.find_key).hash == sealed.hash


def test_a_key_that_is_there_is_kept_and_pinned_again() -> None:
    made = keys.make_key(party="CA")
    PinnedKey.objects.all().delete()
    assert keys.keep_key(party="CA").kid == made.kid
    assert PinnedKey.objects.get().kid == made.kid
    assert keys.keep_key(party="IT").party == "IT"


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"kid":"x","party":"GB"}'])
def test_a_file_that_is_no_key_is_no_key_of_anybody(settings, content) -> None:
    settings.KEYS.mkdir(mode=0o700)
    (settings.KEYS / "GB.json").write_text(content)
    with pytest.raises(LookupError, match=r"GB\.json"):
        keys.key_of("GB")


def test_a_file_of_another_party_is_no_key_of_this_one(settings) -> None:
    keys.make_key(party="CA")
    (settings.KEYS / "GB.json").write_text((settings.KEYS / "CA.json").read_text())
    with pytest.raises(LookupError, match=r"GB\.json"):
        keys.key_of("GB")
