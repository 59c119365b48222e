"""On PostgreSQL many processes serve one node: wrong tries and taken codes are counted in a table that all of them see."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import migrations


def create(apps: Any, schema_editor: Any) -> None:
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def remove(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(f"DROP TABLE IF EXISTS {schema_editor.quote_name(settings.TRIES_TABLE)}")


class Migration(migrations.Migration):
    dependencies = [("officers", "0001_initial")]

    operations = [migrations.RunPython(create, remove)]
