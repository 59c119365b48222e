from typing import Any

from django.db import migrations

from redphone.log.append_only import guard, lift


def set_guard(apps: Any, schema_editor: Any) -> None:
    guard(schema_editor.connection, entry=apps.get_model("log", "Entry"))


def lift_guard(apps: Any, schema_editor: Any) -> None:
    lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("log", "0001_initial")]

    operations = [migrations.RunPython(set_guard, lift_guard)]
