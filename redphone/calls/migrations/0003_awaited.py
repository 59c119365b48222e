"""What the ringer could make nothing of yet, so that it looks at it again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calls", "0002_calls_that_wait")]

    operations = [
        migrations.AddField(
            model_name="ringermark", name="awaited", field=models.JSONField(default=list)
        ),
    ]
