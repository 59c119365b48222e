"""Where keys are kept: public ones pinned in the store, private ones in files that only this node's user reads."""

import json
import os
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from joserfc.jwk import OKPKey

from redphone.log import clock
from redphone.network.models import PinnedKey, RegisterKeeper
from redphone.wire.seal import Key, new_key

_private: dict[tuple[Path, str], Key] = {}


def _directory() -> Path:
    return Path(settings.KEYS)


def make_key(*, party: str) -> Key:
    """Make, keep and pin a party's first key on this node. Raises FileExistsError if it has one."""
    key = new_key(kid=f"{party}-node-{clock.now():%Y%m%d%H%M%S}", party=party)
    content = json.dumps({"kid": key.kid, "party": party, "key": key.pair.as_dict(private=True)})
    _write_once(_directory() / f"{party}.json", content)
    pin_key(key)
    return key


def _write_once(path: Path, content: str) -> None:
    """A whole file that only this user reads, on the disk before it has its name; never over another."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def keep_key(*, party: str) -> Key:
    """The key of a party hosted here, pinned: the one there is, else a new one."""
    try:
        key = key_of(party)
    except LookupError:
        return make_key(party=party)
    pin_key(key)
    return key


def let_keep_register(*, party: str) -> None:
    """From now on a party's word on the register counts here."""
    RegisterKeeper.objects.get_or_create(party=party)


def keeps_register(party: str) -> bool:
    """Whether a party's word on the register counts here."""
    return RegisterKeeper.objects.filter(party=party).exists()


def pin_key(key: Key) -> None:
    """Trust the public half of a key from now on."""
    PinnedKey.objects.update_or_create(
        kid=key.kid,
        defaults={"party": key.party, "public": key.pair.as_dict(private=False), "pinned_at": clock.now()},
    )
    forget_keys()


def key_of(party: str) -> Key:
    """The private key of a party hosted here. Raises LookupError where this node holds none."""
    place = (_directory(), party)
    if place not in _private:
        _private[place] = _read_key(place[0] / f"{party}.json", party)
    return _private[place]


def _read_key(path: Path, party: str) -> Key:
    try:
        kept = json.loads(path.read_text())
        key = Key(kid=kept["kid"], party=kept["party"], pair=OKPKey.import_key(kept["key"]))
    except FileNotFoundError as problem:
        raise LookupError(f"this node holds no key of {party}") from problem
    except (ValueError, KeyError, TypeError):
        raise LookupError(f"{path} is not a key") from None  # what it says instead is not for a log
    if key.party != party:
        raise LookupError(f"{path} is a key of {key.party}")
    return key


def hosted_parties() -> tuple[str, ...]:
    """The codes of the parties whose private keys this node holds, sorted."""
    return _hosted(_directory(), _changed(_directory()))


def _changed(directory: Path) -> int:
    return directory.stat().st_mtime_ns if directory.is_dir() else 0


@lru_cache(maxsize=8)
def _hosted(directory: Path, changed: int) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in directory.glob("*.json")))


def find_key(kid: str) -> Key | None:
    """The pinned key with this id; None if there is none. Retired keys still check what they signed."""
    try:
        return _pinned(kid)
    except PinnedKey.DoesNotExist:  # not remembered: another process may pin it any moment
        return None


@lru_cache(maxsize=1000)
def _pinned(kid: str) -> Key:
    row = PinnedKey.objects.get(kid=kid)
    return Key(kid=row.kid, party=row.party, pair=OKPKey.import_key(row.public))


def forget_keys() -> None:
    """Read keys from where they are kept again, next time."""
    _pinned.cache_clear()
    _hosted.cache_clear()
    _private.clear()
