"""Prints the whole picture of a node's store as JSON, to compare it with another's: `python -m tests.door.picture`."""

import json
import os
from typing import Any


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redphone.settings")
    import django

    django.setup()
    from redphone.log.redraw import rows_of_the_picture

    said = {label: [_in_words(row) for row in rows] for label, rows in rows_of_the_picture().items()}
    print(json.dumps({label: sorted(rows) for label, rows in said.items()}))


def _in_words(row: tuple[Any, ...]) -> str:
    """PostgreSQL keeps JSON objects in an order of its own."""
    return json.dumps(row, sort_keys=True, default=repr)


if __name__ == "__main__":
    main()
