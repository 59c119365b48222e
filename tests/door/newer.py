"""A newer version migrates a node's store while its server runs: a new column, and the step that brought it."""

from tests.founding import set_up


def migrate() -> None:
    """Do it as a migration of the room of calls would, in one transaction."""
    from django.db import connection, transaction

    from redphone.log.turn import nobody_acts

    with nobody_acts(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE calls_call ADD COLUMN newer integer NOT NULL DEFAULT 0")
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('calls', '0999_newer', '2030-01-01')"
        )


if __name__ == "__main__":
    set_up()
    migrate()
    print("{}")
