"""Prints the whole picture of a node's store as JSON, to compare it with another's: `python -m tests.door.picture`."""

import json
import os


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redphone.settings")
    import django

    django.setup()
    from redphone.log.redraw import rows_of_the_picture

    print(json.dumps({label: [repr(row) for row in rows] for label, rows in rows_of_the_picture().items()}))


if __name__ == "__main__":
    main()
